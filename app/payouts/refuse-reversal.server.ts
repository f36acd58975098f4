import type { Instant } from "~/kernel/instant";
import { ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { endReversal } from "./transfers.store.server";

/** The processor would not bring money back: what is to be had back is set off against the next transfer instead. */
export async function refuseReversal(
  trx: Trx,
  reversal: { id: string; failure_reason: string },
  now: Instant,
): Promise<Result<undefined, never>> {
  const { id, failure_reason } = reversal;
  await endReversal(trx, id, { state: "refused", failure_reason, ended_at: now });
  return ok();
}
