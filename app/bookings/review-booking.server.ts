import { assert } from "~/kernel/assert";
import type { Trx } from "~/platform/database.server";
import { paidState } from "./booking-states";
import { findBooking, listVouchers } from "./bookings.queries.server";
import { moveBooking } from "./bookings.store.server";
import { getReturnedMinor } from "./refunds.queries.server";

/** Brings the state of a paid booking in line with its vouchers and with what went back. Callers hold its lock. */
export async function reviewBooking(trx: Trx, booking_id: string): Promise<void> {
  const booking = await findBooking(trx, booking_id);
  assert(booking?.paid_at, "only a booking that was paid is looked at again");
  const returned_minor = await getReturnedMinor(trx, booking_id);
  const state = paidState({ ...booking, returned_minor, vouchers: await listVouchers(trx, booking_id) });
  if (state !== booking.state) await moveBooking(trx, booking_id, [booking.state], { state });
}
