import type { OutboxTable } from "#db/schema/payments";
import { assertStripeObject, type Stripe } from "~/platform/stripe.server";
import { createOnce } from "./create-once.server";
import type { PayoutFact } from "./payout-fact";
import { readPayout } from "./read-payout.server";

/** Asks Stripe for the payout that a queued row describes; asking again gives the same payout. */
export async function createPayout(stripe: Stripe, row: OutboxTable): Promise<PayoutFact> {
  const params = JSON.parse(row.params_json) as Stripe.PayoutCreateParams;
  const payout = await createOnce(
    row,
    (idempotencyKey) => stripe.payouts.create(params, { idempotencyKey }),
    () => findPayout(stripe, row.reference),
  );
  return readPayout(stripe, assertStripeObject(payout, "payout").id);
}

async function findPayout(stripe: Stripe, withdrawal_id: string): Promise<Stripe.Payout | undefined> {
  for await (const payout of stripe.payouts.list({ limit: 100 })) {
    if (payout.metadata?.withdrawal === withdrawal_id) return payout;
  }
  return undefined;
}
