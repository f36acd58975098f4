import { minor } from "~/kernel/money";
import { assertStripeObject, type Stripe } from "~/platform/stripe.server";
import { stripeId } from "./stripe-id";
import type { ReversalFact, TransferFact } from "./transfer-fact";

/** The present state of a transfer at the processor, with all its reversals. */
export async function readTransfer(stripe: Stripe, stripe_transfer_id: string): Promise<TransferFact> {
  const transfer = assertStripeObject(await stripe.transfers.retrieve(stripe_transfer_id), "transfer");
  const reversals: ReversalFact[] = [];
  if (transfer.amount_reversed > 0) {
    for await (const reversal of stripe.transfers.listReversals(transfer.id, { limit: 100 })) {
      reversals.push(reversalFact(reversal));
    }
  }
  const { voucher: voucher_id, attempt = "1" } = transfer.metadata;
  const balance_transaction_id = stripeId(transfer.balance_transaction);
  return {
    stripe_transfer_id: transfer.id,
    amount_minor: minor(transfer.amount),
    currency: transfer.currency,
    ...(voucher_id && { voucher_id }),
    attempt: Number(attempt),
    ...(balance_transaction_id && { balance_transaction_id }),
    reversals: reversals.reverse(),
    is_reversed: transfer.reversed,
  };
}

function reversalFact(reversal: Stripe.TransferReversal): ReversalFact {
  const reversal_id = reversal.metadata?.reversal;
  const balance_transaction_id = stripeId(reversal.balance_transaction);
  return {
    stripe_reversal_id: reversal.id,
    amount_minor: minor(reversal.amount),
    ...(reversal_id && { reversal_id }),
    ...(balance_transaction_id && { balance_transaction_id }),
  };
}
