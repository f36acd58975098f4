import { withdrawPromise } from "~/fund/withdraw-promise.server";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { sumMinor } from "~/kernel/money";
import { returnCapacity } from "~/offers/return-capacity.server";
import type { Trx } from "~/platform/database.server";
import { type Booking, listVouchers } from "./bookings.queries.server";
import { moveBooking, voidIssuedVoucher } from "./bookings.store.server";
import { requestRefund } from "./request-refund.server";

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
  const { id: booking_id, charge_id } = booking;
  if (charge_id === null || amount_minor === 0) return;
  await requestRefund(trx, { booking_id, charge_id, reason: ending.refund_reason, amount_minor }, now);
}
