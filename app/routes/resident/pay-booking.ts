import { redirect } from "@remix-run/node";
import { findBookingOf } from "~/bookings/bookings.queries.server";
import { openCheckout } from "~/payments/open-checkout.server";
import { findLatestCheckout, findOpeningOutboxRow } from "~/payments/payments.queries.server";
import { answersOnly } from "../answers-only.server";
import { guardedAction, requireFound } from "../guard.server";

export const loader = answersOnly("POST");

/** Back to the pay page of an unpaid booking; where it was never opened, now. */
export const action = guardedAction("resident/pay-booking", async ({ services, params, person, now }) => {
  const booking = requireFound(await findBookingOf(services.db.read, person.id, params.id ?? ""));
  const page = `/me/bookings/${booking.id}`;
  if (booking.state !== "held") return redirect(page, 303);
  const checkout = await findLatestCheckout(services.db.read, booking.id);
  if (checkout?.state === "open" && checkout.url) return redirect(checkout.url, 303);
  const row = await findOpeningOutboxRow(services.db.read, booking.id);
  if (!row) return redirect(`${page}?notice=checkout-refused`, 303);
  const opened = await openCheckout(services, row, now);
  return redirect(opened.ok ? opened.value : `${page}?notice=${opened.error}`, 303);
});
