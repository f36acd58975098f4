import type { Instant } from "~/kernel/instant";
import type { Minor } from "~/kernel/money";
import type { Trx } from "~/platform/database.server";
import type { Stripe } from "~/platform/stripe.server";
import { queueRequest } from "./queue-request.server";

/** A withdrawal to ask for; `reference` is what the bank prints. */
type Withdrawal = { id: string; amount_minor: Minor; currency: string; reference: string };

/** Commits the intention to withdraw; the worker sends it. */
export async function queuePayout(trx: Trx, withdrawal: Withdrawal, now: Instant): Promise<void> {
  const params: Stripe.PayoutCreateParams = {
    amount: withdrawal.amount_minor,
    currency: withdrawal.currency,
    statement_descriptor: withdrawal.reference,
    metadata: { withdrawal: withdrawal.id },
  };
  await queueRequest(
    trx,
    { key: `po:${withdrawal.id}`, operation: "create-payout", reference: withdrawal.id, params },
    now,
  );
}
