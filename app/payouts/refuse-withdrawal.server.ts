import type { Instant } from "~/kernel/instant";
import { ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { moveWithdrawal } from "./payouts.store.server";

/** The processor would not pay an approved withdrawal out: no money moved, nothing is posted, and it is not asked again. */
export async function refuseWithdrawal(
  trx: Trx,
  refusal: { withdrawal_id: string; failure_reason: string },
  now: Instant,
): Promise<Result<undefined, never>> {
  const { withdrawal_id, failure_reason } = refusal;
  await moveWithdrawal(trx, withdrawal_id, ["approved"], { state: "failed", failure_reason, finished_at: now });
  return ok();
}
