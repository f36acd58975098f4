import { redirect } from "@remix-run/node";
import { cancelBooking } from "~/bookings/cancel-booking.server";
import { inTransaction } from "~/platform/database.server";
import { answersOnly } from "../answers-only.server";
import { guardedAction, notFound } from "../guard.server";

/** One tap, in full, without a reason. What stands in the way is told on the booking's own page. */
export const action = guardedAction("resident/cancel-booking", async ({ services, params, person, context, now }) => {
  const booking_id = params.id ?? "";
  const cancelled = await inTransaction(services.db, (trx) =>
    cancelBooking(trx, { booking_id, resident_id: person.id }, now),
  );
  if (!cancelled.ok && cancelled.error === "booking-unknown") throw notFound();
  context.worker.wake();
  const page = `/me/bookings/${booking_id}`;
  return redirect(cancelled.ok ? page : `${page}?notice=${cancelled.error}`, 303);
});

export const loader = answersOnly("POST");
