import type { OutboxTable } from "#db/schema/payments";
import { assertStripeObject, type Stripe, stripeFailure } from "~/platform/stripe.server";
import { createOnce } from "./create-once.server";
import { readTransfer } from "./read-transfer.server";
import type { TransferFact } from "./transfer-fact";

type ReversalParams = Stripe.TransferCreateReversalParams & { transfer: string };

/**
 * Asks Stripe to bring money back from a transfer; asking again brings it back once. Gives why where Stripe refuses: the
 * merchant has not that much left. Source: payments.md, C5.
 */
export async function reverseTransfer(
  stripe: Stripe,
  row: OutboxTable,
): Promise<{ is_refused: false; fact: TransferFact } | { is_refused: true; reason: string }> {
  const { transfer, ...params } = JSON.parse(row.params_json) as ReversalParams;
  try {
    const reversal = await createOnce(
      row,
      (idempotencyKey) => stripe.transfers.createReversal(transfer, params, { idempotencyKey }),
      () => findReversal(stripe, transfer, row.reference),
    );
    assertStripeObject(reversal, "transfer_reversal");
  } catch (error) {
    if (stripeFailure(error) !== "refused") throw error;
    return { is_refused: true, reason: error instanceof Error ? error.message : String(error) };
  }
  return { is_refused: false, fact: await readTransfer(stripe, transfer) };
}

async function findReversal(stripe: Stripe, transfer: string, reversal_id: string) {
  for await (const reversal of stripe.transfers.listReversals(transfer, { limit: 100 })) {
    if (reversal.metadata?.reversal === reversal_id) return reversal;
  }
  return undefined;
}
