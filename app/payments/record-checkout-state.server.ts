import type { Reader, Trx } from "~/platform/database.server";
import type { CheckoutFact } from "./checkout";
import { findLatestCheckout } from "./payments.queries.server";
import { updateCheckout } from "./payments.store.server";

/** Keeps what the processor said of a session, and its id where our own record of it was lost. */
export async function recordCheckoutState(trx: Trx, fact: CheckoutFact): Promise<void> {
  await updateCheckout(trx, fact, { state: recordedState(fact), session_id: fact.session_id });
}

/** True where the newest checkout says this already: the same is told by several events, and by the success page. */
export async function isCheckoutRecorded(reader: Reader, fact: CheckoutFact): Promise<boolean> {
  const latest = await findLatestCheckout(reader, fact.reference);
  const is_same = latest?.attempt === fact.attempt && latest.session_id === fact.session_id;
  return is_same && latest.state === recordedState(fact);
}

function recordedState({ outcome }: CheckoutFact) {
  return outcome === "paid" || outcome === "pending" ? "complete" : outcome;
}
