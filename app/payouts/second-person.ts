/** Who stands behind a bank line: who imported its statement, and who matched it (nobody where its reference did). */
export type BehindLine = { imported_by: string; decided_by: string | null };

/**
 * False where one person alone stands behind a bank line and has prepared or approved the payment that it would confirm.
 * Source: domain.md, proposer, approvers and payer pairwise distinct; approver ≠ reconciler.
 */
export function hasSecondPerson(
  { imported_by, decided_by }: BehindLine,
  payers: readonly (string | null | undefined)[],
): boolean {
  const is_alone = decided_by === null || decided_by === imported_by;
  return !is_alone || !payers.includes(imported_by);
}
