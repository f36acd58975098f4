import { redirect } from "@remix-run/node";
import { withdrawContest } from "~/bookings/withdraw-contest.server";
import { inTransaction } from "~/platform/database.server";
import { answersOnly } from "../answers-only.server";
import { guardedAction, notFound } from "../guard.server";

/** Takes a contest back: the shop's share goes on its way. What is withdrawn already stays so. */
export const action = guardedAction("resident/withdraw-contest", async (visit) => {
  const { services, params, person, readForm, now } = visit;
  const booking_id = params.id ?? "";
  const form = readForm();
  if (!form.ok) throw new Response(null, { status: 422 });
  const contest = { ...form.value, booking_id, resident_id: person.id };
  const withdrawn = await inTransaction(services.db, (trx) => withdrawContest(trx, contest, now));
  if (!withdrawn.ok) throw notFound();
  return redirect(`/me/bookings/${booking_id}`, 303);
});

export const loader = answersOnly("POST");
