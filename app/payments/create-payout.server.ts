import type { OutboxTable } from "#db/schema/payments";
import { assertStripeObject, type Stripe } from "~/platform/stripe.server";
import type { Answer } from "./answer";
import { askOnce } from "./ask-once.server";
import type { PayoutFact } from "./payout-fact";
import { readPayout } from "./read-payout.server";

/** Asks Stripe for the payout that a queued row describes; asking again gives the same payout. Gives why where Stripe refuses. */
export async function createPayout(stripe: Stripe, row: OutboxTable): Promise<Answer<PayoutFact>> {
  const params = JSON.parse(row.params_json) as Stripe.PayoutCreateParams;
  const answer = await askOnce(
    row,
    (idempotencyKey) => stripe.payouts.create(params, { idempotencyKey }),
    () => findPayout(stripe, row.reference),
  );
  if (answer.is_refused) return answer;
  return { is_refused: false, fact: await readPayout(stripe, assertStripeObject(answer.fact, "payout").id) };
}

async function findPayout(stripe: Stripe, withdrawal_id: string): Promise<Stripe.Payout | undefined> {
  for await (const payout of stripe.payouts.list({ limit: 100 })) {
    if (payout.metadata?.withdrawal === withdrawal_id) return payout;
  }
  return undefined;
}
