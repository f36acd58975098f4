import { redirect } from "@remix-run/node";
import { voidPayoutBatch } from "~/payouts/void-payout-batch.server";
import { inTransaction } from "~/platform/database.server";
import { answersOnly } from "../answers-only.server";
import { guardedAction, notFound } from "../guard.server";

/** Gives a draft up. */
export const action = guardedAction("operator/void-payouts", async ({ services, params, person, now }) => {
  const batch = { batch_id: params.id ?? "", voided_by: person.id };
  const voided = await inTransaction(services.db, (trx) => voidPayoutBatch(trx, batch, now));
  if (!voided.ok && voided.error === "batch-unknown") throw notFound();
  return redirect(`/operator/payouts/${batch.batch_id}?notice=${voided.ok ? "voided" : voided.error}`, 303);
});

export const loader = answersOnly("POST");
