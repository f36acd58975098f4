import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { withdrawUntriedRefundRow } from "./payments.store.server";

/**
 * Takes back the request for a refund that was never tried: the money went back otherwise. False where it was tried or
 * does not wait: the processor may know of it, and has the last word.
 */
export async function withdrawUntriedRefund(trx: Trx, refund_id: string, now: Instant): Promise<boolean> {
  return withdrawUntriedRefundRow(trx, refund_id, { finished_at: now, error: "not sent: made at the processor" });
}
