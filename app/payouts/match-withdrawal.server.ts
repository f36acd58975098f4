import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { findBankLine, getImporter } from "./bank.queries.server";
import { decideBankLine } from "./bank.store.server";
import type { MatchRefusal } from "./match-bank-line.server";
import { lockWithdrawal, moveWithdrawal } from "./payouts.store.server";
import { hasSecondPerson } from "./second-person";

/**
 * A line of the operator's statement is the arrival of a withdrawal. It posts nothing: the journal has the money on the
 * operator's account since the processor sent it. Whoever approved it does not match it by hand, and nobody who asked for
 * or approved it is the only one behind its line; twice is once.
 */
export async function matchWithdrawal(
  trx: Trx,
  match: { line_id: string; withdrawal_id: string; decided_by: string | null },
  now: Instant,
): Promise<Result<undefined, MatchRefusal | "withdrawal-unknown">> {
  const { line_id, withdrawal_id, decided_by } = match;
  const withdrawal = await lockWithdrawal(trx, withdrawal_id);
  if (!withdrawal) return failure("withdrawal-unknown");
  const line = await findBankLine(trx, line_id);
  if (!line) return failure("line-unknown");
  if (line.state === "matched" && line.withdrawal_id === withdrawal_id) return ok();
  if (line.state === "matched") return failure("already-decided");
  const { requested_by, approved_by } = withdrawal;
  if (decided_by !== null && approved_by === decided_by) return failure("approver-matches");
  const behind = { imported_by: await getImporter(trx, line), decided_by };
  if (!hasSecondPerson(behind, [requested_by, approved_by])) return failure("second-person-needed");
  const is_fit = line.account === "operator" && line.amount_minor === withdrawal.amount_minor;
  if (!is_fit || withdrawal.bank_line_id !== null) return failure("does-not-fit");
  if (!(await moveWithdrawal(trx, withdrawal_id, ["submitted", "paid"], { bank_line_id: line_id }))) {
    return failure("does-not-fit");
  }
  const decision = { state: "matched", withdrawal_id, explanation: null, decided_by, decided_at: now } as const;
  return (await decideBankLine(trx, line_id, decision)) ? ok() : failure("already-decided");
}
