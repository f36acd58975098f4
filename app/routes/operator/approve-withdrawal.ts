import { redirect } from "@remix-run/node";
import { approveWithdrawal } from "~/payouts/approve-withdrawal.server";
import { inTransaction } from "~/platform/database.server";
import { answersOnly } from "../answers-only.server";
import { guardedAction, notFound } from "../guard.server";

/** The second person agrees to a withdrawal; the worker asks the processor. */
export const action = guardedAction("operator/approve-withdrawal", async (visit) => {
  const { services, params, person, context, now } = visit;
  const approval = { withdrawal_id: params.id ?? "", approved_by: person.id };
  const approved = await inTransaction(services.db, (trx) => approveWithdrawal(trx, approval, now));
  if (!approved.ok && approved.error === "withdrawal-unknown") throw notFound();
  context.worker.wake();
  return redirect(`/operator/withdrawals?notice=${approved.ok ? "withdrawal-approved" : approved.error}`, 303);
});

export const loader = answersOnly("POST");
