import type { OutboxTable } from "#db/schema/payments";
import { assertStripeObject, type Stripe } from "~/platform/stripe.server";
import type { RefundFact } from "./checkout";
import { createOnce } from "./create-once.server";
import { readRefund } from "./read-refund.server";

/** Asks Stripe for the refund that a queued row describes; asking again gives the same refund. */
export async function createRefund(stripe: Stripe, row: OutboxTable): Promise<RefundFact> {
  const params = JSON.parse(row.params_json) as Stripe.RefundCreateParams;
  const refund = await createOnce(
    row,
    (idempotencyKey) => stripe.refunds.create(params, { idempotencyKey }),
    () => findRefund(stripe, params.charge ?? "", row.reference),
  );
  return readRefund(stripe, assertStripeObject(refund, "refund").id);
}

async function findRefund(stripe: Stripe, charge: string, refund_id: string): Promise<Stripe.Refund | undefined> {
  for await (const refund of stripe.refunds.list({ charge, limit: 100 })) {
    if (refund.metadata?.refund === refund_id) return refund;
  }
  return undefined;
}
