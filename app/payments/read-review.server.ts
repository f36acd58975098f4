import { assert } from "~/kernel/assert";
import { instantFromEpochMs, SECOND_MS } from "~/kernel/instant";
import { assertStripeObject, type Stripe } from "~/platform/stripe.server";
import type { ReviewFact } from "./dispute-fact";
import { stripeId } from "./stripe-id";

/** The present state of a review at the processor. */
export async function readReview(stripe: Stripe, review_id: string): Promise<ReviewFact> {
  const review = assertStripeObject(await stripe.reviews.retrieve(review_id), "review");
  const charge_id = stripeId(review.charge);
  const payment_intent_id = stripeId(review.payment_intent ?? null);
  assert(charge_id, "a review names its charge");
  return {
    id: review.id,
    charge_id,
    ...(payment_intent_id !== undefined && { payment_intent_id }),
    is_open: review.open,
    reason: review.reason,
    opened_at: instantFromEpochMs(review.created * SECOND_MS),
  };
}
