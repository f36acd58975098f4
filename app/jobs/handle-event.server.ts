import type { StripeEventTable } from "#db/schema/payments";
import { recordRefund } from "~/bookings/record-refund.server";
import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { readCheckout, readCheckoutOfIntent } from "~/payments/read-checkout.server";
import { readRefund } from "~/payments/read-refund.server";
import { inTransaction } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";
import { applyCheckout } from "./apply-checkout.server";

type Handler = (services: Services, event: StripeEventTable, now: Instant) => Promise<Result<unknown, string>>;

/** A checkout moved: read it as it is now, whatever the event said then. */
const handleCheckout: Handler = async (services, event, now) =>
  applyCheckout(services, await readCheckout(services.stripe, event.object_id), now);

/** A payment intent or one of its charges moved: its checkout is read. Foreign intents are none of ours. */
const handleIntent: Handler = async (services, event, now) => {
  const { data } = JSON.parse(event.payload_json) as { data: { object: { payment_intent?: string | null } } };
  const intent_id = event.object_id.startsWith("pi_") ? event.object_id : data.object.payment_intent;
  const fact = intent_id ? await readCheckoutOfIntent(services.stripe, intent_id) : undefined;
  return fact ? applyCheckout(services, fact, now) : ok("not-ours");
};

const handleRefund: Handler = async (services, event, now) => {
  const fact = await readRefund(services.stripe, event.object_id);
  if (!fact.refund_id) return failure("refund-unknown");
  return inTransaction(services.db, (trx) => recordRefund(trx, fact, now));
};

/** Which event wakes what. Events that are not listed are kept and need no act. Source: payments.md, C10. */
const HANDLERS: Record<string, Handler> = {
  "checkout.session.completed": handleCheckout,
  "checkout.session.async_payment_succeeded": handleCheckout,
  "checkout.session.async_payment_failed": handleCheckout,
  "checkout.session.expired": handleCheckout,
  "payment_intent.processing": handleIntent,
  "payment_intent.succeeded": handleIntent,
  "payment_intent.canceled": handleIntent,
  "charge.succeeded": handleIntent,
  "charge.updated": handleIntent,
  "refund.created": handleRefund,
  "refund.updated": handleRefund,
  "charge.refund.updated": handleRefund,
  "refund.failed": handleRefund,
};

/** Applies one event of the inbox. */
export async function handleEvent(
  services: Services,
  event: StripeEventTable,
  now: Instant,
): Promise<Result<unknown, string>> {
  const handler = HANDLERS[event.type];
  return handler ? handler(services, event, now) : ok();
}
