import { redirect } from "@remix-run/node";
import { resendTransfer } from "~/payouts/resend-transfer.server";
import { inTransaction } from "~/platform/database.server";
import { answersOnly } from "../answers-only.server";
import { guardedAction, notFound } from "../guard.server";

/** Somebody has seen to why the processor refused a transfer. */
export const action = guardedAction("operator/resend-transfer", async ({ services, params, person, context, now }) => {
  const resend = { stopped_id: params.id ?? "", released_by: person.id };
  const resent = await inTransaction(services.db, (trx) => resendTransfer(trx, resend, now));
  if (!resent.ok) throw notFound();
  context.worker.wake();
  return redirect("/operator/payouts?notice=resent", 303);
});

export const loader = answersOnly("POST");
