import { type Booking, findBooking } from "~/bookings/bookings.queries.server";
import { type BookingRequest, requestBooking } from "~/bookings/request-booking.server";
import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { addMs, type Instant, SECOND_MS } from "~/kernel/instant";
import { openCheckout } from "~/payments/open-checkout.server";
import { findLatestCheckout, findOpeningOutboxRow } from "~/payments/payments.queries.server";
import { inTransaction } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";
import type { TestStripe } from "./a-stripe";

/** What a test says about a booking; the rest is a phone, no note and a quantity of one. */
export type Wish = Pick<BookingRequest, "id" | "resident_id" | "offer_id"> & Partial<BookingRequest>;

/** The whole request for a wish, as the form would send it. */
export function bookingRequest(wish: Wish): BookingRequest {
  return { slot_id: null, quantity: 1, contact_phone: "13900000000", note: "", ...wish };
}

/** Books at `now` and opens the checkout; gives the session on whose page the resident would pay. */
export async function aHeldBooking(
  services: Services,
  wish: Wish,
  now: Instant,
): Promise<{ booking: Booking; session_id: string }> {
  const { db, keys, settings } = services;
  const booked = await inTransaction(db, (trx) =>
    requestBooking(trx, bookingRequest(wish), { keys, origin: settings.origin, locale: "zh-CN" }, now),
  );
  if (!booked.ok) throw new Error(`not booked: ${booked.error}`);
  const row = await findOpeningOutboxRow(db.read, wish.id);
  if (!row) throw new Error("a free booking has no checkout");
  await openCheckout(services, row, now);
  const checkout = await findLatestCheckout(db.read, wish.id);
  if (!checkout?.session_id) throw new Error("the checkout was not opened");
  return { booking: booked.value, session_id: checkout.session_id };
}

/** Books, pays by card at `now` and lets the jobs read the events: the booking is paid, its fee is posted. */
export async function aPaidBooking(services: Services, stripe: TestStripe, wish: Wish, now: Instant): Promise<Booking> {
  await stripe.setClock(now);
  const { session_id } = await aHeldBooking(services, wish, now);
  await stripe.pay(session_id, "card");
  await runEverythingDue(services, addMs(now, SECOND_MS));
  const booking = await findBooking(services.db.read, wish.id);
  if (!booking) throw new Error("the booking is gone");
  return booking;
}
