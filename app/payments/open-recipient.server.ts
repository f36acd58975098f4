import type { OutboxTable } from "#db/schema/payments";
import { assertStripeObject, type Stripe } from "~/platform/stripe.server";
import type { Answer } from "./answer";
import { askOnce } from "./ask-once.server";
import { readRecipient } from "./read-recipient.server";
import type { RecipientFact } from "./transfer-fact";

/** Opens the merchant's account that a queued row describes; asking again gives the same account. Gives why where Stripe refuses. */
export async function openRecipient(stripe: Stripe, row: OutboxTable): Promise<Answer<RecipientFact>> {
  const params = JSON.parse(row.params_json) as Stripe.V2.Core.AccountCreateParams;
  const answer = await askOnce(
    row,
    (idempotencyKey) => stripe.v2.core.accounts.create(params, { idempotencyKey }),
    () => findRecipient(stripe, row.reference),
  );
  if (answer.is_refused) return answer;
  const { id } = assertStripeObject(answer.fact, "v2.core.account");
  return { is_refused: false, fact: await readRecipient(stripe, id) };
}

async function findRecipient(stripe: Stripe, merchant_id: string) {
  for await (const account of stripe.v2.core.accounts.list({ limit: 100 })) {
    if (account.metadata?.merchant === merchant_id) return account;
  }
  return undefined;
}
