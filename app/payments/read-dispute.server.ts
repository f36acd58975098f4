import { assert } from "~/kernel/assert";
import { instantFromEpochMs, SECOND_MS } from "~/kernel/instant";
import { minor } from "~/kernel/money";
import { assertStripeObject, type Stripe } from "~/platform/stripe.server";
import type { DisputeFact, DisputeTransaction } from "./dispute-fact";
import { stripeId } from "./stripe-id";

/** The present state of a dispute at the processor, with every balance transaction it made so far. */
export async function readDispute(stripe: Stripe, dispute_id: string): Promise<DisputeFact> {
  const dispute = assertStripeObject(await stripe.disputes.retrieve(dispute_id), "dispute");
  const { evidence_details, currency, balance_transactions } = dispute;
  const payment_intent_id = dispute.payment_intent === null ? undefined : stripeId(dispute.payment_intent);
  const transactions = [...balance_transactions].sort((a, b) => a.created - b.created);
  // an account that settles in another currency needs rules of its own: its amounts are not those of the charge
  assert(
    transactions.every((transaction) => transaction.currency === currency),
    "a dispute settles in its own currency",
  );
  return {
    id: dispute.id,
    charge_id: stripeId(dispute.charge),
    ...(payment_intent_id !== undefined && { payment_intent_id }),
    amount_minor: minor(dispute.amount),
    currency,
    status: dispute.status,
    reason: dispute.reason,
    ...(evidence_details.due_by !== null && {
      evidence_due_at: instantFromEpochMs(evidence_details.due_by * SECOND_MS),
    }),
    opened_at: instantFromEpochMs(dispute.created * SECOND_MS),
    transactions: transactions.map(transactionFact),
  };
}

function transactionFact({ id, amount, fee, net }: Stripe.BalanceTransaction): DisputeTransaction {
  return {
    balance_transaction_id: id,
    amount_minor: minor(amount),
    fee_minor: minor(fee),
    net_minor: minor(net),
  };
}
