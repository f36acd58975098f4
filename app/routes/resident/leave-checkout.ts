import { redirect } from "@remix-run/node";
import { findBookingOf } from "~/bookings/bookings.queries.server";
import { leaveCheckout } from "~/jobs/leave-checkout.server";
import { guardedAction, guardedLoader, type MemberVisit, requireFound } from "../guard.server";

/** Where the pay page's "back" leads: it ends the session, and the seats go back once Stripe says so. */
export const loader = guardedLoader("resident/leave-checkout", leave);

/** The same from the booking's own page: giving up an order that was not paid. */
export const action = guardedAction("resident/leave-checkout", leave);

async function leave({ services, params, person, context, now }: MemberVisit) {
  const booking = requireFound(await findBookingOf(services.db.read, person.id, params.id ?? ""));
  try {
    await leaveCheckout(services, booking.id, now);
  } catch (error) {
    services.log.warn({ request_id: context.request_id, reason: String(error) }, "the checkout could not be ended yet");
  }
  return redirect(`/me/bookings/${booking.id}`, 303);
}
