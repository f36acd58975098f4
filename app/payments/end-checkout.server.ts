import { type Stripe, stripeFailure } from "~/platform/stripe.server";
import type { CheckoutFact } from "./checkout";
import { readOurCheckout } from "./read-checkout.server";

/**
 * Ends an open session so that nobody can pay it any more, and gives the state it is in then: `expired` when it was
 * open, `paid` or `pending` when the resident was faster. Ending it twice gives the same answer.
 */
export async function endCheckout(stripe: Stripe, session_id: string): Promise<CheckoutFact> {
  try {
    await stripe.checkout.sessions.expire(session_id, {}, { idempotencyKey: `csx:${session_id}` });
  } catch (error) {
    // refused: it is no longer open, which the reading below tells apart
    if (stripeFailure(error) !== "refused") throw error;
  }
  return readOurCheckout(stripe, session_id);
}
