import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { queuePayout } from "~/payments/queue-payout.server";
import type { Trx } from "~/platform/database.server";
import { lockName } from "~/platform/lock-name.server";
import { lockWithdrawal, moveWithdrawal } from "./payouts.store.server";
import { getWithdrawableSum } from "./withdrawals.queries.server";

export type WithdrawalRefusal = "withdrawal-unknown" | "same-person" | "not-open" | "more-than-there-is";

/** A second person agrees to a withdrawal, and the processor is asked for it. Twice is once. */
export async function approveWithdrawal(
  trx: Trx,
  { withdrawal_id, approved_by }: { withdrawal_id: string; approved_by: string },
  now: Instant,
): Promise<Result<undefined, WithdrawalRefusal>> {
  await lockName(trx, "withdrawal");
  const withdrawal = await lockWithdrawal(trx, withdrawal_id);
  if (!withdrawal) return failure("withdrawal-unknown");
  if (withdrawal.approved_by === approved_by) return ok();
  if (withdrawal.state !== "requested") return failure("not-open");
  if (withdrawal.requested_by === approved_by) return failure("same-person");
  if (withdrawal.amount_minor > (await getWithdrawableSum(trx)).withdrawable_minor)
    return failure("more-than-there-is");
  const change = { state: "approved", approved_by, approved_at: now } as const;
  if (!(await moveWithdrawal(trx, withdrawal_id, ["requested"], change))) return failure("not-open");
  await queuePayout(trx, withdrawal, now);
  return ok();
}
