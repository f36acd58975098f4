import type { Instant } from "~/kernel/instant";
import { ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { lockBooking } from "./bookings.store.server";
import { returnUnusedVouchers } from "./return-unused-vouchers.server";

/**
 * Ends a paid booking whose vouchers can no longer be redeemed: what was paid for the unused ones goes back by itself.
 * Anything else, and a second time, changes nothing (value false). Source: domain.md, what happens to a booking.
 */
export async function expireVouchers(trx: Trx, booking_id: string, now: Instant): Promise<Result<boolean, never>> {
  const booking = await lockBooking(trx, booking_id);
  if (booking?.state !== "paid" || booking.valid_until === null || now < booking.valid_until) return ok(false);
  if (booking.is_no_show_kept === 1) return ok(false);
  const ending = { state: "expired", close_reason: "voucher-expired", refund_reason: "expired" } as const;
  await returnUnusedVouchers(trx, booking, ending, now);
  return ok(true);
}
