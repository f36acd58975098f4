import type { RefundReason } from "#db/schema/bookings";
import { withdrawPromise } from "~/fund/withdraw-promise.server";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { type Minor, sumMinor } from "~/kernel/money";
import { returnCapacity } from "~/offers/return-capacity.server";
import { queueRefund } from "~/payments/queue-refund.server";
import type { Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import { type Booking, listVouchers } from "./bookings.queries.server";
import { insertRefund, moveBooking, voidIssuedVoucher } from "./bookings.store.server";

/** How a paid booking ends without having been used, and what its refund is for. */
type Ending =
  | { state: "cancelled"; close_reason: "resident-cancelled"; refund_reason: "resident_cancelled" }
  | { state: "expired"; close_reason: "voucher-expired"; refund_reason: "expired" };

/**
 * Takes back what of a paid booking was not used: vouchers become void, nothing is promised to the fund from them, seats
 * free, and what was paid for them goes back in full. A booking of which a part was used is a redeemed one.
 */
export async function returnUnusedVouchers(trx: Trx, booking: Booking, ending: Ending, now: Instant): Promise<void> {
  const vouchers = await listVouchers(trx, booking.id);
  const unused = vouchers.filter((voucher) => voucher.state === "issued");
  for (const voucher of unused) {
    assert(await voidIssuedVoucher(trx, voucher.id), "an issued voucher can be voided");
    await withdrawPromise(trx, voucher.id);
  }
  await returnCapacity(trx, { ...booking, quantity: unused.length }, "sold");
  const state = unused.length === vouchers.length ? ending.state : "redeemed";
  const { close_reason } = ending;
  assert(await moveBooking(trx, booking.id, ["paid"], { state, closed_at: now, close_reason }), "the booking was paid");
  const amount_minor = sumMinor(unused.map((voucher) => voucher.gross_minor));
  await requestRefund(trx, booking, { reason: ending.refund_reason, amount_minor }, now);
}

async function requestRefund(
  trx: Trx,
  booking: Booking,
  { reason, amount_minor }: { reason: RefundReason; amount_minor: Minor },
  now: Instant,
): Promise<void> {
  if (booking.charge_id === null || amount_minor === 0) return;
  const refund_id = newId();
  const { id: booking_id, charge_id } = booking;
  await insertRefund(trx, {
    id: refund_id,
    booking_id,
    charge_id,
    reason,
    amount_minor,
    state: "requested",
    stripe_refund_id: null,
    requested_at: now,
    finished_at: null,
  });
  await queueRefund(trx, { refund_id, reference: booking_id, charge_id, amount_minor, key: `re:${refund_id}` }, now);
}
