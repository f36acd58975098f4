import type { OutboxTable } from "#db/schema/payments";
import { assertStripeObject, type Stripe } from "~/platform/stripe.server";
import type { Answer } from "./answer";
import { askOnce } from "./ask-once.server";
import { readTransfer } from "./read-transfer.server";
import type { TransferFact } from "./transfer-fact";

/**
 * Asks Stripe for the transfer that a queued row describes; asking again gives the same transfer. Gives why where Stripe
 * refuses: the account cannot receive. After an attempt that was stopped the voucher's transfer is looked up first.
 */
export async function createTransfer(stripe: Stripe, row: OutboxTable): Promise<Answer<TransferFact>> {
  const params = paramsOf(row);
  const is_first = (params.metadata?.attempt ?? "1") === "1";
  const answer = await askOnce(
    is_first ? row : { ...row, tries_count: Math.max(2, row.tries_count) },
    (idempotencyKey) => stripe.transfers.create(params, { idempotencyKey }),
    () => findTransfer(stripe, params.transfer_group ?? "", row.reference),
  );
  return answer.is_refused ? answer : { is_refused: false, fact: await readFound(stripe, answer.fact) };
}

/** The transfer that a row asked for before, where it reached Stripe though its answer did not reach us. */
export async function findSentTransfer(stripe: Stripe, row: OutboxTable): Promise<TransferFact | undefined> {
  const found = await findTransfer(stripe, paramsOf(row).transfer_group ?? "", row.reference);
  return found && readFound(stripe, found);
}

function paramsOf({ params_json }: OutboxTable) {
  return JSON.parse(params_json) as Stripe.TransferCreateParams & { metadata?: Record<string, string> };
}

function readFound(stripe: Stripe, transfer: Stripe.Transfer): Promise<TransferFact> {
  return readTransfer(stripe, assertStripeObject(transfer, "transfer").id);
}

async function findTransfer(stripe: Stripe, transfer_group: string, voucher_id: string) {
  for await (const transfer of stripe.transfers.list({ transfer_group, limit: 100 })) {
    if (transfer.metadata.voucher === voucher_id) return transfer;
  }
  return undefined;
}
