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
  const is_first = attemptOf(params) === "1";
  const answer = await askOnce(
    is_first ? row : { ...row, tries_count: Math.max(2, row.tries_count) },
    (idempotencyKey) => stripe.transfers.create(params, { idempotencyKey }),
    () => findTransfer(stripe, row),
  );
  return answer.is_refused ? answer : { is_refused: false, fact: await readFound(stripe, answer.fact) };
}

/** The transfer that a row asked for before, where it reached Stripe though its answer did not reach us. */
export async function findSentTransfer(stripe: Stripe, row: OutboxTable): Promise<TransferFact | undefined> {
  const found = await findTransfer(stripe, row);
  return found && readFound(stripe, found);
}

function paramsOf({ params_json }: OutboxTable) {
  return JSON.parse(params_json) as Stripe.TransferCreateParams & { metadata?: Record<string, string> };
}

function readFound(stripe: Stripe, transfer: Stripe.Transfer): Promise<TransferFact> {
  return readTransfer(stripe, assertStripeObject(transfer, "transfer").id);
}

/** The voucher's transfer, also that of an earlier attempt that came late, unless all of that was brought back. */
async function findTransfer(stripe: Stripe, row: OutboxTable): Promise<Stripe.Transfer | undefined> {
  const params = paramsOf(row);
  for await (const transfer of stripe.transfers.list({ transfer_group: params.transfer_group ?? "", limit: 100 })) {
    const is_gone = transfer.reversed && attemptOf(transfer) !== attemptOf(params);
    if (transfer.metadata.voucher === row.reference && !is_gone) return transfer;
  }
  return undefined;
}

function attemptOf({ metadata }: { metadata?: Record<string, string> }): string {
  return metadata?.attempt ?? "1";
}
