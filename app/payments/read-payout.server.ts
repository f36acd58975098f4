import { minor } from "~/kernel/money";
import { assertStripeObject, type Stripe } from "~/platform/stripe.server";
import type { PayoutFact, PayoutOutcome } from "./payout-fact";
import { stripeId } from "./stripe-id";

/** The present state of a withdrawal at the processor. */
export async function readPayout(stripe: Stripe, stripe_payout_id: string): Promise<PayoutFact> {
  const payout = assertStripeObject(await stripe.payouts.retrieve(stripe_payout_id), "payout");
  const balance_transaction_id = stripeId(payout.balance_transaction);
  const failure_balance_transaction_id = stripeId(payout.failure_balance_transaction);
  const withdrawal_id = payout.metadata?.withdrawal;
  const failure_reason = payout.failure_code ?? payout.failure_message;
  return {
    stripe_payout_id: payout.id,
    amount_minor: minor(payout.amount),
    currency: payout.currency,
    outcome: outcomeOf(payout.status),
    ...(withdrawal_id && { withdrawal_id }),
    ...(balance_transaction_id && { balance_transaction_id }),
    ...(failure_balance_transaction_id && { failure_balance_transaction_id }),
    ...(failure_reason && { failure_reason }),
  };
}

function outcomeOf(status: string): PayoutOutcome {
  return status === "paid" || status === "failed" || status === "canceled" ? status : "submitted";
}
