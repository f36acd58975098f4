import { ok } from "~/kernel/result";
import { receiveEvent } from "~/payments/receive-event.server";
import { inTransaction } from "~/platform/database.server";
import { readSignedEvent } from "~/platform/stripe.server";
import { answersOnly } from "../answers-only.server";
import { guardedAction } from "../guard.server";

/**
 * Stripe's wake-up call: exactly these bytes, signed by one of our secrets, stored before we say 200. The worker reads
 * the object itself; a lock or a full disk answers 503, so that Stripe sends it again. Source: payments.md, C9.
 */
export const action = guardedAction("machine/stripe-webhook", async ({ request, services, context, now }) => {
  const raw = Buffer.from(await request.arrayBuffer());
  const signature = request.headers.get("stripe-signature") ?? "";
  const event = readSignedEvent({ raw, signature, secrets: services.settings.webhook_secrets });
  if (!event.ok) {
    services.metrics.countRefusedWebhook("snapshot", event.error);
    services.log.warn({ request_id: context.request_id, reason: event.error }, "a webhook was not accepted");
    return new Response("bad signature\n", { status: 400 });
  }
  await inTransaction(services.db, async (trx) => ok(await receiveEvent(trx, event.value, now)));
  context.worker.wake();
  return new Response("stored\n");
});

export const loader = answersOnly("POST");
