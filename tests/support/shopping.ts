import { randomUUID } from "node:crypto";
import { askProcessor } from "./processor-lists";
import type { HarnessOffer, ProductServer } from "./product-server";
import { hiddenFields, type Page, type Visitor } from "./visitor";

/** Sends the filled-in booking form at once, without looking at it first. */
export function order(visitor: Visitor, offer: HarnessOffer, quantity = 1): Promise<Page> {
  const fields = { id: randomUUID(), quantity: String(quantity), contact_phone: "13900000000", note: "" };
  return visitor.post(`/offers/${offer.id}/book`, fields);
}

/** The booking that a checkout session is for. */
export async function bookingOf(server: ProductServer, session: string): Promise<string> {
  const { client_reference_id } = (await askProcessor(server, `checkout/sessions/${session}`)) as {
    client_reference_id: string;
  };
  return client_reference_id;
}

/** The code that a booking's page shows for typing; empty where there is none. */
export function typedCode(html: string): string {
  const shown = /data-testid="voucher-code"[^>]*>([\s\S]*?)<\/p>/.exec(html)?.[1] ?? "";
  return shown.replace(/<[^>]*>/g, "").replace(/\s/g, "");
}

/** Serves whoever shows this code; true when the counter says that it is done. */
export async function redeem(cashier: Visitor, code: string): Promise<boolean> {
  const prepared = await cashier.get(`/merchant/redeem?code=${code}`);
  const answer = await cashier.post("/merchant/redeem", hiddenFields(prepared.text, "redeem-confirm"));
  return answer.status === 200;
}

/** Runs `work` for each of `items`, so many of them at a time. */
export async function severalAtATime<T>(
  items: readonly T[],
  at_once_count: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const waiting = [...items.entries()];
  const take = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await work(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: at_once_count }, take));
}
