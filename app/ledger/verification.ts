/** What a verification checks, in the order of its report. */
export const VIOLATION_RULES = [
  "seq",
  "prev",
  "hash",
  "time",
  "balance",
  "split",
  "posting",
  "head",
  "anchor",
  "anchor-signature",
  "anchor-key",
] as const;
export type ViolationRule = (typeof VIOLATION_RULES)[number];

/** One broken promise: the entry (or anchor) it shows at, the rule, and words for a person. */
export type Violation = { seq: number; rule: ViolationRule; detail: string };

export type VerificationReport = { ok: boolean; count: number; head: string; violations: Violation[] };
