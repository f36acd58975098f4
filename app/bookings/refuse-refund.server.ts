import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { lockBooking } from "./bookings.store.server";
import { notifyResident } from "./notify-resident.server";
import { findRefund, listRefundParts } from "./refunds.queries.server";
import { moveRefund } from "./refunds.store.server";
import { reviewSettlement } from "./review-settlement.server";

/**
 * The processor will not make a refund: no money moved, and like one that failed it becomes a person's task, never tried
 * again by itself. `refund-unknown`: money of a booking that is not here has no refund of ours.
 */
export async function refuseRefund(
  trx: Trx,
  { refund_id, reason }: { refund_id: string; reason: string },
  now: Instant,
): Promise<Result<undefined, "refund-unknown">> {
  const refund = await findRefund(trx, refund_id);
  if (!refund) return failure("refund-unknown");
  const booking = await lockBooking(trx, refund.booking_id);
  assert(booking, "a refund belongs to a booking");
  const change = { state: "failed", finished_at: now, failure_reason: reason } as const;
  if (!(await moveRefund(trx, refund_id, ["requested"], change))) return ok();
  const told = { key: `refund-failed:${refund_id}`, booking_id: booking.id } as const;
  const values = { amount_minor: refund.amount_minor };
  await notifyResident(trx, { ...told, kind: "refund-failed", values }, now);
  for (const { voucher_id } of await listRefundParts(trx, refund_id)) {
    if (voucher_id !== null) await reviewSettlement(trx, voucher_id, now);
  }
  return ok();
}
