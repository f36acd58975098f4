import type { OutboxTable } from "#db/schema/payments";
import { assertStripeObject, type Stripe } from "~/platform/stripe.server";
import { createOnce } from "./create-once.server";
import { readTransfer } from "./read-transfer.server";
import type { TransferFact } from "./transfer-fact";

/** Asks Stripe for the transfer that a queued row describes; asking again gives the same transfer. */
export async function createTransfer(stripe: Stripe, row: OutboxTable): Promise<TransferFact> {
  const params = JSON.parse(row.params_json) as Stripe.TransferCreateParams;
  const transfer = await createOnce(
    row,
    (idempotencyKey) => stripe.transfers.create(params, { idempotencyKey }),
    () => findTransfer(stripe, params.transfer_group ?? "", row.reference),
  );
  return readTransfer(stripe, assertStripeObject(transfer, "transfer").id);
}

async function findTransfer(stripe: Stripe, transfer_group: string, voucher_id: string) {
  for await (const transfer of stripe.transfers.list({ transfer_group, limit: 100 })) {
    if (transfer.metadata.voucher === voucher_id) return transfer;
  }
  return undefined;
}
