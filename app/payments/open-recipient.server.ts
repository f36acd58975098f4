import type { OutboxTable } from "#db/schema/payments";
import { assertStripeObject, type Stripe } from "~/platform/stripe.server";
import { createOnce } from "./create-once.server";
import { readRecipient } from "./read-recipient.server";
import type { RecipientFact } from "./transfer-fact";

/** Opens the merchant's account that a queued row describes; asking again gives the same account. */
export async function openRecipient(stripe: Stripe, row: OutboxTable): Promise<RecipientFact> {
  const params = JSON.parse(row.params_json) as Stripe.V2.Core.AccountCreateParams;
  const account = await createOnce(
    row,
    (idempotencyKey) => stripe.v2.core.accounts.create(params, { idempotencyKey }),
    () => findRecipient(stripe, row.reference),
  );
  return readRecipient(stripe, assertStripeObject(account, "v2.core.account").id);
}

async function findRecipient(stripe: Stripe, merchant_id: string) {
  for await (const account of stripe.v2.core.accounts.list({ limit: 100 })) {
    if (account.metadata?.merchant === merchant_id) return account;
  }
  return undefined;
}
