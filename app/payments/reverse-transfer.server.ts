import type { OutboxTable } from "#db/schema/payments";
import { assertStripeObject, type Stripe } from "~/platform/stripe.server";
import type { Answer } from "./answer";
import { askOnce } from "./ask-once.server";
import { readTransfer } from "./read-transfer.server";
import type { TransferFact } from "./transfer-fact";

type ReversalParams = Stripe.TransferCreateReversalParams & { transfer: string };

/**
 * Asks Stripe to bring money back from a transfer; asking again brings it back once. Gives why where Stripe refuses: the
 * merchant has not that much left. Source: payments.md, C5.
 */
export async function reverseTransfer(stripe: Stripe, row: OutboxTable): Promise<Answer<TransferFact>> {
  const { transfer, ...params } = JSON.parse(row.params_json) as ReversalParams;
  const answer = await askOnce(
    row,
    (idempotencyKey) => stripe.transfers.createReversal(transfer, params, { idempotencyKey }),
    () => findReversal(stripe, transfer, row.reference),
  );
  if (answer.is_refused) return answer;
  assertStripeObject(answer.fact, "transfer_reversal");
  return { is_refused: false, fact: await readTransfer(stripe, transfer) };
}

async function findReversal(stripe: Stripe, transfer: string, reversal_id: string) {
  for await (const reversal of stripe.transfers.listReversals(transfer, { limit: 100 })) {
    if (reversal.metadata?.reversal === reversal_id) return reversal;
  }
  return undefined;
}
