import type { ProductServer } from "./product-server";

/** What the tests read of the processor's objects. */
export type ProcessorObject = { id: string; status?: string; net?: number; type?: string } & Record<string, unknown>;

/** Everything of one kind that the payment processor has, newest first. */
export async function listAtProcessor(server: ProductServer, kind: string): Promise<ProcessorObject[]> {
  const objects: ProcessorObject[] = [];
  for (let after = ""; ; ) {
    const page = (await askProcessor(server, `${kind}?limit=100${after}`)) as {
      data: ProcessorObject[];
      has_more: boolean;
    };
    objects.push(...page.data);
    const last = page.data.at(-1);
    if (!page.has_more || !last) return objects;
    after = `&starting_after=${last.id}`;
  }
}

/** What the payment processor answers to a GET below /v1. */
export async function askProcessor(server: ProductServer, path: string): Promise<unknown> {
  const response = await fetch(`${server.simulatorUrl}/v1/${path}`, {
    headers: { authorization: `Bearer ${server.env.STRIPE_SECRET_KEY}` },
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Ends an unpaid checkout session, as the processor does when its time is over. */
export async function endCheckoutAtProcessor(server: ProductServer, session: string): Promise<void> {
  const response = await fetch(`${server.simulatorUrl}/v1/checkout/sessions/${session}/expire`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.env.STRIPE_SECRET_KEY}` },
  });
  if (!response.ok) throw new Error(`${session} could not be ended: ${response.status} ${await response.text()}`);
}
