import type { Instant } from "~/kernel/instant";
import type { Minor } from "~/kernel/money";
import type { Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import type { Stripe } from "~/platform/stripe.server";
import { insertOutboxRow } from "./payments.store.server";

/** A refund to ask for: `refund_id` is ours, `key` makes a second request for it harmless. */
export type RefundRequest = {
  refund_id: string;
  reference: string;
  charge_id: string;
  amount_minor: Minor;
  key: string;
};

/** Commits the intention to refund; the worker sends it. */
export async function queueRefund(trx: Trx, request: RefundRequest, now: Instant): Promise<void> {
  const params: Stripe.RefundCreateParams = {
    charge: request.charge_id,
    amount: request.amount_minor,
    metadata: { refund: request.refund_id, booking: request.reference },
  };
  await insertOutboxRow(trx, {
    id: newId(),
    key: request.key,
    operation: "create-refund",
    reference: request.refund_id,
    params_json: JSON.stringify(params),
    state: "ready",
    tries_count: 0,
    next_try_at: now,
    created_at: now,
    sent_at: null,
    finished_at: null,
    error: null,
  });
}
