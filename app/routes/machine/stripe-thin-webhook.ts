import { ok } from "~/kernel/result";
import { receiveNotification } from "~/payments/receive-notification.server";
import { inTransaction } from "~/platform/database.server";
import { readSignedNotification } from "~/platform/stripe.server";
import { answersOnly } from "../answers-only.server";
import { guardedAction } from "../guard.server";

/** As the other webhook, for events about merchants' accounts; they are signed with a secret of their own. */
export const action = guardedAction("machine/stripe-thin-webhook", async ({ request, services, context, now }) => {
  const raw = Buffer.from(await request.arrayBuffer());
  const signature = request.headers.get("stripe-signature") ?? "";
  const secrets = services.settings.thin_webhook_secrets;
  const told = readSignedNotification(services.stripe, { raw, signature, secrets });
  if (!told.ok) {
    services.metrics.countRefusedWebhook("thin", told.error);
    services.log.warn({ request_id: context.request_id, reason: told.error }, "a thin event was not accepted");
    return new Response("bad signature\n", { status: 400 });
  }
  await inTransaction(services.db, async (trx) => ok(await receiveNotification(trx, told.value, now)));
  context.worker.wake();
  return new Response("stored\n");
});

export const loader = answersOnly("POST");
