import { redirect } from "@remix-run/node";
import { approvePayoutBatch } from "~/payouts/approve-payout-batch.server";
import { inTransaction } from "~/platform/database.server";
import { answersOnly } from "../answers-only.server";
import { guardedAction, notFound } from "../guard.server";

/** The second person agrees to a batch; what stands in the way is told on the batch's page. */
export const action = guardedAction("operator/approve-payouts", async ({ services, params, person, now }) => {
  const approval = { batch_id: params.id ?? "", approved_by: person.id };
  const approved = await inTransaction(services.db, (trx) => approvePayoutBatch(trx, approval, now));
  if (!approved.ok && approved.error === "batch-unknown") throw notFound();
  return redirect(`/operator/payouts/${approval.batch_id}?notice=${approved.ok ? "approved" : approved.error}`, 303);
});

export const loader = answersOnly("POST");
