import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { moveWithdrawal } from "./payouts.store.server";
import { findWithdrawal } from "./withdrawals.queries.server";

/** Gives up a withdrawal that nobody has approved yet. Twice is once. */
export async function voidWithdrawal(
  trx: Trx,
  withdrawal_id: string,
  now: Instant,
): Promise<Result<undefined, "withdrawal-unknown" | "not-open">> {
  if (await moveWithdrawal(trx, withdrawal_id, ["requested"], { state: "void", finished_at: now })) return ok();
  const withdrawal = await findWithdrawal(trx, withdrawal_id);
  if (!withdrawal) return failure("withdrawal-unknown");
  return withdrawal.state === "void" ? ok() : failure("not-open");
}
