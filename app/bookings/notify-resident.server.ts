import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import type { BookingNotice } from "~/members/notice";
import { notifyPerson } from "~/members/notify-person.server";
import type { Trx } from "~/platform/database.server";
import { findBooking } from "./bookings.queries.server";

/** Tells the resident of a booking what became of their voucher or their money, once a key. */
export async function notifyResident(trx: Trx, notice: BookingNotice, now: Instant): Promise<void> {
  const booking = await findBooking(trx, notice.booking_id);
  assert(booking, "a notice is about a booking");
  await notifyPerson(trx, { ...notice, person_id: booking.resident_id }, now);
}
