import type { Instant } from "~/kernel/instant";
import type { Minor } from "~/kernel/money";
import type { Trx } from "~/platform/database.server";
import type { Stripe } from "~/platform/stripe.server";
import { queueRequest } from "./queue-request.server";

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
  await queueRequest(trx, { key: request.key, operation: "create-refund", reference: request.refund_id, params }, now);
}
