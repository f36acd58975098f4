import { redirect } from "@remix-run/node";
import { cancelPayout } from "~/payouts/cancel-payout.server";
import { findPayout } from "~/payouts/payouts.queries.server";
import { inTransaction } from "~/platform/database.server";
import { answersOnly } from "../answers-only.server";
import { guardedAction, requireFound } from "../guard.server";

/** The bank did not pay a line. */
export const action = guardedAction("operator/cancel-payout", async (visit) => {
  const { services, params, person, now } = visit;
  const payout = requireFound(await findPayout(services.db.read, params.id ?? ""));
  const form = visit.readForm();
  if (!form.ok) throw new Response(null, { status: 422 });
  const cancel = { payout_id: payout.id, reason: form.value.reason, canceled_by: person.id };
  const cancelled = await inTransaction(services.db, (trx) => cancelPayout(trx, cancel, now));
  const notice = cancelled.ok ? "cancelled" : cancelled.error;
  return redirect(`/operator/payouts/${payout.batch_id}?notice=${notice}`, 303);
});

export const loader = answersOnly("POST");
