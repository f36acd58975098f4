import { randomUUID } from "node:crypto";
import { askProcessor } from "./processor-lists";
import type { ProductServer } from "./product-server";
import type { SeededRandom } from "./seeded-random";
import { hiddenFields, type Page, type Visitor } from "./visitor";

/** A booking of one voucher that was used a moment ago, and who took part. */
type Used = { server: ProductServer; booking: string; session: string; resident: Visitor; counter: Visitor };

/**
 * What may follow after use, one of them: a refund that the shop agrees to in full or in part, a redemption taken back, a
 * dispute that the bank decides at once, or nothing. Gives the answers of the product's pages.
 */
export async function somethingAfterUse(used: Used, random: SeededRandom): Promise<Page[]> {
  const acts = [askAndAgree, undo, dispute, async () => []];
  const act = acts[random.below(acts.length)];
  return act ? act(used, random) : [];
}

async function askAndAgree({ booking, resident, counter }: Used, random: SeededRandom): Promise<Page[]> {
  const page = `/me/bookings/${booking}/refund`;
  const voucher_id = await usedVoucher({ booking, resident });
  if (!voucher_id) return [];
  const request_id = randomUUID();
  const asked = await resident.post(page, { id: request_id, voucher_id, amount: "10", reason: "茶是凉的" });
  if (asked.status !== 303) return [asked];
  const decision = random.below(2) === 0 ? { decision: "all" } : { decision: "part", amount: "3.33" };
  return [asked, await counter.post("/merchant/refunds", { request_id, answer: "", ...decision })];
}

async function undo({ booking, resident, counter }: Used): Promise<Page[]> {
  const voucher_id = await usedVoucher({ booking, resident });
  if (!voucher_id) return [];
  return [await counter.post("/merchant/undo", { voucher_id, ordinal: "1", reason: "扫错了券" })];
}

/** As the form for a refund names it; undefined where it is not shown, because the server has no time for it. */
async function usedVoucher({ booking, resident }: Pick<Used, "booking" | "resident">): Promise<string | undefined> {
  return hiddenFields((await resident.get(`/me/bookings/${booking}/refund`)).text, "refund").voucher_id;
}

async function dispute({ server, session }: Used, random: SeededRandom): Promise<Page[]> {
  const { payment_intent } = (await askProcessor(server, `checkout/sessions/${session}`)) as { payment_intent: string };
  const { latest_charge } = (await askProcessor(server, `payment_intents/${payment_intent}`)) as {
    latest_charge: string;
  };
  const { id } = (await server.control("disputes", { charge: latest_charge })) as { id: string };
  await server.control(`disputes/${id}/close`, { outcome: random.below(2) === 0 ? "won" : "lost" });
  return [];
}
