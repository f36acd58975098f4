import type { Instant } from "~/kernel/instant";
import type { DisputeFact } from "~/payments/dispute-fact";
import { withdrawRefund } from "~/payments/withdraw-refund.server";
import type { Trx } from "~/platform/database.server";
import type { LossPart } from "./dispute-loss";
import { endDoubts } from "./end-doubts.server";
import { listRefundParts, listRefunds, type Refund } from "./refunds.queries.server";
import { moveRefund, resolveFailedRefund } from "./refunds.store.server";

/**
 * The bank gave the resident what a refund still owed: refunds that never left, or failed, are not owed any more, and
 * what was asked for a voucher of which nothing is left has had its way. Callers hold the booking's lock.
 */
export async function endOvertakenClaims(
  trx: Trx,
  { booking_id, fact, parts }: { booking_id: string; fact: DisputeFact; parts: readonly LossPart[] },
  now: Instant,
): Promise<void> {
  const touched = new Set(parts.filter(({ source }) => source !== "loss").map(({ voucher_id }) => voucher_id));
  for (const refund of await listRefunds(trx, booking_id)) {
    if (refund.charge_id !== fact.charge_id) continue;
    const refund_parts = await listRefundParts(trx, refund.id);
    if (refund_parts.some(({ voucher_id }) => touched.has(voucher_id))) await endRefund(trx, refund, fact.id, now);
  }
  for (const { source, voucher_id } of parts) {
    if (source === "split" && voucher_id !== null) await endDoubts(trx, voucher_id, now);
  }
}

async function endRefund(trx: Trx, refund: Refund, dispute_id: string, now: Instant): Promise<void> {
  if (refund.state === "requested") {
    const change = { state: "canceled", finished_at: now, failure_reason: "charge_disputed" } as const;
    await moveRefund(trx, refund.id, ["requested"], change);
    await withdrawRefund(trx, refund.id, now);
  }
  const end = { resolved_at: now, resolved_by: null, resolution: null, resolution_note: dispute_id };
  await resolveFailedRefund(trx, refund.id, end);
}
