import { withdrawPromise } from "~/fund/withdraw-promise.server";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { sumMinor } from "~/kernel/money";
import { failure, ok, type Result } from "~/kernel/result";
import { returnCapacity } from "~/offers/return-capacity.server";
import { queueRefund } from "~/payments/queue-refund.server";
import type { Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import { cancellableUntil, parseBookingTerms } from "./booking";
import { type Booking, findBookingOf, listVouchers } from "./bookings.queries.server";
import { insertRefund, moveBooking, voidIssuedVoucher } from "./bookings.store.server";

/**
 * Gives back what a resident has not used: vouchers become void, seats free, and what was paid for them goes back in
 * full, without a reason, until the deadline shown before paying. Giving back twice changes nothing.
 */
export async function cancelBooking(
  trx: Trx,
  { booking_id, resident_id }: { booking_id: string; resident_id: string },
  now: Instant,
): Promise<Result<undefined, "booking-unknown" | "not-cancellable" | "deadline-over">> {
  const booking = await findBookingOf(trx, resident_id, booking_id);
  if (!booking) return failure("booking-unknown");
  if (booking.close_reason === "resident-cancelled") return ok();
  if (booking.state !== "paid" || booking.valid_until === null) return failure("not-cancellable");
  if (now >= cancellableUntil(parseBookingTerms(booking.terms_json), booking.valid_until))
    return failure("deadline-over");
  const vouchers = await listVouchers(trx, booking.id);
  const unused = vouchers.filter((voucher) => voucher.state === "issued");
  for (const voucher of unused) {
    assert(await voidIssuedVoucher(trx, voucher.id), "an issued voucher can be voided");
    await withdrawPromise(trx, voucher.id);
  }
  await returnCapacity(trx, { ...booking, quantity: unused.length }, "sold");
  const state = unused.length === vouchers.length ? "cancelled" : "redeemed";
  await moveBooking(trx, booking.id, ["paid"], { state, closed_at: now, close_reason: "resident-cancelled" });
  await requestRefund(trx, booking, sumMinor(unused.map((voucher) => voucher.gross_minor)), now);
  return ok();
}

async function requestRefund(trx: Trx, booking: Booking, amount_minor: number, now: Instant): Promise<void> {
  if (booking.charge_id === null || amount_minor === 0) return;
  const refund_id = newId();
  const { id: booking_id, charge_id } = booking;
  await insertRefund(trx, {
    id: refund_id,
    booking_id,
    charge_id,
    reason: "resident_cancelled",
    amount_minor,
    state: "requested",
    stripe_refund_id: null,
    requested_at: now,
    finished_at: null,
  });
  await queueRefund(trx, { refund_id, reference: booking_id, charge_id, amount_minor, key: `re:${refund_id}` }, now);
}
