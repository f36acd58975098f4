import type { OutboxTable } from "#db/schema/payments";
import { assertStripeObject, type Stripe, stripeFailure } from "~/platform/stripe.server";
import type { RefundFact } from "./checkout";
import { createOnce } from "./create-once.server";
import { readRefund } from "./read-refund.server";

/**
 * Asks Stripe for the refund that a queued row describes; asking again gives the same refund. Gives why where Stripe
 * refuses it: the balance is too small, the wallet's time is over, or the money went back already.
 */
export async function createRefund(
  stripe: Stripe,
  row: OutboxTable,
): Promise<{ is_refused: false; fact: RefundFact } | { is_refused: true; reason: string; refusal: unknown }> {
  const params = JSON.parse(row.params_json) as Stripe.RefundCreateParams;
  try {
    const refund = await createOnce(
      row,
      (idempotencyKey) => stripe.refunds.create(params, { idempotencyKey }),
      () => findRefund(stripe, params.charge ?? "", row.reference),
    );
    return { is_refused: false, fact: await readRefund(stripe, assertStripeObject(refund, "refund").id) };
  } catch (error) {
    if (stripeFailure(error) !== "refused") throw error;
    return { is_refused: true, reason: error instanceof Error ? error.message : String(error), refusal: error };
  }
}

async function findRefund(stripe: Stripe, charge: string, refund_id: string): Promise<Stripe.Refund | undefined> {
  for await (const refund of stripe.refunds.list({ charge, limit: 100 })) {
    if (refund.metadata?.refund === refund_id) return refund;
  }
  return undefined;
}
