import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { withdrawRefundRow } from "./payments.store.server";

/** Takes back the request for a refund that the processor would refuse: a dispute was faster. */
export async function withdrawRefund(trx: Trx, refund_id: string, now: Instant): Promise<void> {
  await withdrawRefundRow(trx, refund_id, { finished_at: now, error: "not sent: the charge was disputed" });
}
