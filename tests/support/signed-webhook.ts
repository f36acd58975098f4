import { createHmac } from "node:crypto";
import type { ProductServer } from "./product-server";

/** The newest event of a type that the payment processor made. */
export async function newestEvent(
  server: ProductServer,
  type: string,
): Promise<{ id: string } & Record<string, unknown>> {
  const response = await fetch(`${server.simulatorUrl}/v1/events?type=${type}&limit=1`, {
    headers: { authorization: `Bearer ${server.env.STRIPE_SECRET_KEY}` },
  });
  const list = (await response.json()) as { data: ({ id: string } & Record<string, unknown>)[] };
  const event = list.data[0];
  if (!event) throw new Error(`no event ${type}`);
  return event;
}

/** Delivers an event to the webhook as Stripe does; gives the status. */
export async function deliverEvent(server: ProductServer, event: object): Promise<number> {
  const payload = JSON.stringify(event);
  const timestamp = Math.floor(Date.now() / 1_000);
  const secret = server.env.STRIPE_WEBHOOK_SECRET ?? "";
  const signature = createHmac("sha256", secret).update(`${timestamp}.${payload}`).digest("hex");
  const response = await fetch(`${server.origin}/webhooks/stripe`, {
    method: "POST",
    headers: { "content-type": "application/json", "stripe-signature": `t=${timestamp},v1=${signature}` },
    body: payload,
  });
  return response.status;
}
