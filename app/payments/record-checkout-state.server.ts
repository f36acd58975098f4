import type { Trx } from "~/platform/database.server";
import type { CheckoutFact } from "./checkout";
import { updateCheckout } from "./payments.store.server";

/** Keeps what the processor said of a session, and its id where our own record of it was lost. */
export async function recordCheckoutState(trx: Trx, fact: CheckoutFact): Promise<void> {
  const state = fact.outcome === "paid" || fact.outcome === "pending" ? "complete" : fact.outcome;
  await updateCheckout(trx, fact, { state, session_id: fact.session_id });
}
