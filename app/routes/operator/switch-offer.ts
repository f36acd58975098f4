import { redirect } from "@remix-run/node";
import { switchOffer } from "~/offers/switch-offer.server";
import { inTransaction } from "~/platform/database.server";
import { answersOnly } from "../answers-only.server";
import { guardedAction, notFound } from "../guard.server";

/** Takes an offer off the list or puts it back, and returns to the list, which says what happened. */
export const action = guardedAction("operator/switch-offer", async (visit) => {
  const form = visit.readForm();
  if (!form.ok) throw new Response(null, { status: 422 });
  const offer = { offer_id: visit.params.id ?? "", is_listed: form.value.is_listed === "1" };
  const switched = await inTransaction(visit.services.db, (trx) => switchOffer(trx, offer, visit.now));
  if (!switched.ok) throw notFound();
  const back = new URL(form.value.back, visit.url);
  back.searchParams.set("switched", offer.offer_id);
  return redirect(`${back.pathname}${back.search}`, { status: 303 });
});

export const loader = answersOnly("POST");
