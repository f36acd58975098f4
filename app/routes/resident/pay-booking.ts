import { redirect } from "@remix-run/node";
import { findBookingOf } from "~/bookings/bookings.queries.server";
import { reachCheckout } from "~/payments/reach-checkout.server";
import { answersOnly } from "../answers-only.server";
import { guardedAction, requireFound } from "../guard.server";

export const loader = answersOnly("POST");

/** Back to the pay page of an unpaid booking; where it was never opened, now. */
export const action = guardedAction("resident/pay-booking", async ({ services, params, person, now }) => {
  const booking = requireFound(await findBookingOf(services.db.read, person.id, params.id ?? ""));
  const page = `/me/bookings/${booking.id}`;
  if (booking.state !== "held") return redirect(page, 303);
  const opened = await reachCheckout(services, booking.id, now);
  return redirect(opened.ok ? opened.value : `${page}?notice=${opened.error}`, 303);
});
