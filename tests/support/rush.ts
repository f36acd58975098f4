import { randomUUID } from "node:crypto";
import { type Page, sessionOf, type Visitor } from "#tests/support/visitor";
import type { HarnessOffer } from "./product-server";

export type RushedAnswer = { page: Page; took_ms: number; quantity: number };
type Rush = { offer: HarnessOffer; slot_id: string; quantities: readonly number[] };

/** Everybody sends the filled-in form of one slot at the same instant; gives each answer and how long it took. */
export async function rush(buyers: readonly Visitor[], { offer, slot_id, quantities }: Rush): Promise<RushedAnswer[]> {
  const fields = { slot_id, contact_phone: "13900000000", note: "" };
  const path = `/offers/${offer.id}/book?slot=${encodeURIComponent(slot_id)}`;
  return Promise.all(
    buyers.map(async (buyer, index) => {
      const quantity = quantities[index % quantities.length] ?? 1;
      const started_ms = performance.now();
      const page = await buyer.post(path, { ...fields, id: randomUUID(), quantity: String(quantity) });
      return { page, took_ms: performance.now() - started_ms, quantity };
    }),
  );
}

/** The checkout sessions of those who were sent on to pay. */
export function sessionsOf(answers: readonly RushedAnswer[]): string[] {
  return answers.filter(({ page }) => page.status === 303).map(({ page }) => sessionOf(page.headers.get("location")));
}
