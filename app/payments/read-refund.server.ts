import { assert } from "~/kernel/assert";
import { minor } from "~/kernel/money";
import { assertStripeObject, type Stripe } from "~/platform/stripe.server";
import type { RefundFact, RefundOutcome } from "./checkout";
import { stripeId } from "./stripe-id";

/** The present state of a refund at the processor. */
export async function readRefund(stripe: Stripe, stripe_refund_id: string): Promise<RefundFact> {
  return refundFact(assertStripeObject(await stripe.refunds.retrieve(stripe_refund_id), "refund"));
}

/** The present state of every refund of a charge, oldest first. */
export async function readRefundsOfCharge(stripe: Stripe, charge: string): Promise<RefundFact[]> {
  const facts: RefundFact[] = [];
  for await (const refund of stripe.refunds.list({ charge, limit: 100 })) facts.unshift(refundFact(refund));
  return facts;
}

function refundFact(refund: Stripe.Refund): RefundFact {
  const charge_id = stripeId(refund.charge);
  assert(charge_id, "a refund names its charge");
  const balance_transaction_id = stripeId(refund.balance_transaction);
  const failure_balance_transaction_id = stripeId(refund.failure_balance_transaction ?? null);
  const refund_id = refund.metadata?.refund;
  const payment_intent_id = stripeId(refund.payment_intent);
  return {
    stripe_refund_id: refund.id,
    charge_id,
    amount_minor: minor(refund.amount),
    currency: refund.currency,
    outcome: outcomeOf(refund.status),
    ...(balance_transaction_id && { balance_transaction_id }),
    ...(failure_balance_transaction_id && { failure_balance_transaction_id }),
    ...(refund_id && { refund_id }),
    ...(payment_intent_id && { payment_intent_id }),
    ...(refund.failure_reason && { failure_reason: refund.failure_reason }),
  };
}

function outcomeOf(status: string | null): RefundOutcome {
  if (status === "succeeded" || status === "failed" || status === "canceled") return status;
  return "submitted";
}
