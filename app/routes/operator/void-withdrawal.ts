import { redirect } from "@remix-run/node";
import { voidWithdrawal } from "~/payouts/void-withdrawal.server";
import { inTransaction } from "~/platform/database.server";
import { answersOnly } from "../answers-only.server";
import { guardedAction, notFound } from "../guard.server";

/** Gives up a withdrawal that waits for its second person. */
export const action = guardedAction("operator/void-withdrawal", async ({ services, params, now }) => {
  const voided = await inTransaction(services.db, (trx) => voidWithdrawal(trx, params.id ?? "", now));
  if (!voided.ok && voided.error === "withdrawal-unknown") throw notFound();
  return redirect(`/operator/withdrawals?notice=${voided.ok ? "withdrawal-voided" : voided.error}`, 303);
});

export const loader = answersOnly("POST");
