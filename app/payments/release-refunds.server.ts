import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { releaseRefundRows } from "./payments.store.server";

/** Makes those of these refunds due at once that waited for the end of a dispute. */
export async function releaseRefunds(trx: Trx, refund_ids: readonly string[], now: Instant): Promise<void> {
  if (refund_ids.length > 0) await releaseRefundRows(trx, refund_ids, now);
}
