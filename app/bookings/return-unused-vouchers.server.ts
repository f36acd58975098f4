import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { type Booking, listVouchers } from "./bookings.queries.server";
import { moveBooking } from "./bookings.store.server";
import { requestRefund } from "./request-refund.server";
import { voidVouchers } from "./void-vouchers.server";

/** How a paid booking ends without having been used, and what its refund is for. */
type Ending =
  | { state: "cancelled"; close_reason: "resident-cancelled"; refund_reason: "resident_cancelled" }
  | { state: "expired"; close_reason: "voucher-expired" | "no-show"; refund_reason: "expired" };

/**
 * Takes back what of a paid booking was not used: vouchers become void, nothing is promised to the fund from them, seats
 * free, and what was paid for them goes back in full. A booking of which a part was used is a redeemed one.
 */
export async function returnUnusedVouchers(trx: Trx, booking: Booking, ending: Ending, now: Instant): Promise<void> {
  const vouchers = await listVouchers(trx, booking.id);
  const unused = vouchers.filter((voucher) => voucher.state === "issued");
  const unused_ids = unused.map(({ id }) => id);
  await voidVouchers(trx, booking, unused_ids);
  const state = vouchers.some((voucher) => voucher.state === "redeemed") ? "redeemed" : ending.state;
  const { close_reason } = ending;
  assert(await moveBooking(trx, booking.id, ["paid"], { state, closed_at: now, close_reason }), "the booking was paid");
  const parts = unused.flatMap(({ id: voucher_id, gross_minor: amount_minor }) =>
    amount_minor === 0 ? [] : [{ voucher_id, source: "held" as const, amount_minor }],
  );
  const { id: booking_id, charge_id } = booking;
  if (charge_id === null || parts.length === 0) return;
  await requestRefund(trx, { booking_id, charge_id, reason: ending.refund_reason, parts }, now);
}
