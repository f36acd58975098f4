/**
 * Limits that are broken now, by rule and file: the weight that is tolerated. They may only fall, so each is exact:
 * a file that got better must have its number lowered in the same commit. Every number has a comment that says why.
 */
export const TIDY_LIMITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "file-length": {
    // One list of tokens and base rules: cut in two, a reader would have to know which half holds a colour.
    "app/app.css": 100,
  },
};
