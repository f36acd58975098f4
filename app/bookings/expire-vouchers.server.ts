import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { sumMinor } from "~/kernel/money";
import { ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { type Booking, listVouchers } from "./bookings.queries.server";
import { lockBooking } from "./bookings.store.server";
import { consumeVoucher } from "./consume-voucher.server";
import { isDisputed, isUnderReview } from "./disputes.queries.server";
import { notifyResident } from "./notify-resident.server";
import { returnUnusedVouchers } from "./return-unused-vouchers.server";

/**
 * Ends a paid booking whose vouchers can no longer be redeemed: what was paid for the unused ones goes back by itself,
 * or is split as if they had been used where the terms shown before paying keep a no-show's price. While the
 * payment is disputed or looked at it waits. Anything else, and a second time, changes nothing (value false). Source: domain.md, What happens to a booking.
 */
export async function expireVouchers(trx: Trx, booking_id: string, now: Instant): Promise<Result<boolean, never>> {
  const booking = await lockBooking(trx, booking_id);
  if (booking?.state !== "paid" || booking.valid_until === null || now < booking.valid_until) return ok(false);
  if ((await isDisputed(trx, booking_id)) || (await isUnderReview(trx, booking_id))) return ok(false);
  // who came, was served by mistake or not at all, and had that undone is no no-show
  const has_come = (await listVouchers(trx, booking_id)).some((voucher) => voucher.redemption_count > 0);
  if (booking.is_no_show_kept === 1 && !has_come) {
    await keepNoShow(trx, booking, now);
    return ok(true);
  }
  const is_free_seat = booking.slot_id !== null && booking.gross_minor === 0;
  const close_reason = is_free_seat ? "no-show" : "voucher-expired";
  await returnUnusedVouchers(trx, booking, { state: "expired", close_reason, refund_reason: "expired" }, now);
  return ok(true);
}

async function keepNoShow(trx: Trx, booking: Booking, now: Instant): Promise<void> {
  const unused = (await listVouchers(trx, booking.id)).filter(({ state }) => state === "issued");
  for (const voucher of unused) {
    const use = { ordinal: voucher.redemption_count + 1, cashier_id: undefined };
    assert(await consumeVoucher(trx, { voucher, booking }, use, now), "an issued voucher can be used up");
  }
  const amount_minor = sumMinor(unused.map(({ gross_minor }) => gross_minor));
  const told = { key: `no-show-kept:${booking.id}`, kind: "no-show-kept", booking_id: booking.id } as const;
  if (amount_minor > 0) await notifyResident(trx, { ...told, values: { amount_minor } }, now);
}
