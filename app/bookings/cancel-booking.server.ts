import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { cancellableUntil, parseBookingTerms } from "./booking";
import { lockBooking } from "./bookings.store.server";
import { isDisputed } from "./disputes.queries.server";
import { returnUnusedVouchers } from "./return-unused-vouchers.server";

/**
 * Gives back what a resident has not used: vouchers become void, seats free, and what was paid for them goes back in
 * full, without a reason, until the deadline shown before paying. Giving back twice changes nothing.
 */
export async function cancelBooking(
  trx: Trx,
  { booking_id, resident_id }: { booking_id: string; resident_id: string },
  now: Instant,
): Promise<Result<undefined, "booking-unknown" | "not-cancellable" | "disputed" | "deadline-over">> {
  const booking = await lockBooking(trx, booking_id);
  if (booking?.resident_id !== resident_id) return failure("booking-unknown");
  // a part that was used and then taken back can be given back as well
  if (booking.state !== "paid" && booking.close_reason === "resident-cancelled") return ok();
  if (booking.state !== "paid" || booking.valid_until === null) return failure("not-cancellable");
  if (await isDisputed(trx, booking_id)) return failure("disputed");
  if (now >= cancellableUntil(parseBookingTerms(booking.terms_json), booking.valid_until))
    return failure("deadline-over");
  const ending = {
    state: "cancelled",
    close_reason: "resident-cancelled",
    refund_reason: "resident_cancelled",
  } as const;
  await returnUnusedVouchers(trx, booking, ending, now);
  return ok();
}
