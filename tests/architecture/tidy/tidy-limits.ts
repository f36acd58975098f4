/**
 * Limits that are broken now, by rule and file: the weight that is tolerated. They may only fall, so each is exact:
 * a file that got better must have its number lowered in the same commit. Every number has a comment that says why.
 */
export const TIDY_LIMITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "function-length": {
    // Merged migrations are frozen; this one creates the journal and its neighbours in one list.
    "db/migrations/0001_ledger.ts": 9,
  },
};
