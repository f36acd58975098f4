import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { findBooking, listVouchers } from "./bookings.queries.server";
import { isDisputed, listDisputes } from "./disputes.queries.server";
import { getClaimedMinor } from "./refunds.queries.server";
import { requestRefund } from "./request-refund.server";
import { reviewBooking } from "./review-booking.server";
import { reviewSettlement } from "./review-settlement.server";

/**
 * Brings a paid booking in line with its disputes: settlements wait or go on, and once no bank decides any more, what a
 * lower dispute left of void vouchers goes back. Callers hold the booking's lock.
 */
export async function resumeBooking(trx: Trx, booking_id: string, now: Instant): Promise<void> {
  if (!(await isDisputed(trx, booking_id))) await returnRest(trx, booking_id, now);
  await reviewBooking(trx, booking_id);
  for (const { id } of await listVouchers(trx, booking_id)) await reviewSettlement(trx, id, now);
}

async function returnRest(trx: Trx, booking_id: string, now: Instant): Promise<void> {
  const booking = await findBooking(trx, booking_id);
  const has_lost = (await listDisputes(trx, booking_id)).some(({ status }) => status === "lost");
  if (!booking?.charge_id || !has_lost) return;
  const parts = [];
  for (const voucher of await listVouchers(trx, booking_id)) {
    if (voucher.state !== "void") continue;
    const amount_minor = voucher.gross_minor - (await getClaimedMinor(trx, voucher.id));
    if (amount_minor > 0) parts.push({ voucher_id: voucher.id, source: "held" as const, amount_minor });
  }
  if (parts.length === 0) return;
  await requestRefund(trx, { booking_id, charge_id: booking.charge_id, reason: "rest", parts }, now);
}
