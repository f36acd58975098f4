import { setTimeout as sleep } from "node:timers/promises";
import { endCheck } from "./end-check";
import { watchPages } from "./page-watch";
import type { ProductServer } from "./product-server";
import { ACCOUNTS_EACH_COUNT, Shoppers } from "./shoppers";
import { bookingOf, order } from "./shopping";
import { signedInVisitors } from "./signed-in-visitors";
import { sessionOf, type Visitor } from "./visitor";

/** How long the processor is in trouble, then away, then slow. */
export type Outage = { trouble_ms: number; down_ms: number; slow_ms: number; visitors: number; seed: number };

const TROUBLE = { before: 0.3, after: 0.1, cutAfter: 0.1, rate429: 0.1 };
const SLOW = { slowMs: 30_000 };
/** Who paid in time and wants the money back while the processor is away. */
const LATE_COUNT = 6;
const RECOVERED_WITHIN_MS = 300_000;
const PAGE_WITHIN_MS = 1_000;

/** How many residents an outage with so many visitors needs. */
export function residentsOfOutage(visitors: number): number {
  return visitors * ACCOUNTS_EACH_COUNT + LATE_COUNT + 1;
}

/** People go on buying and giving back while the processor fails in every way; gives figures, and what was wrong. */
export async function endureOutage(server: ProductServer, outage: Outage) {
  const residents = server.harness.accounts.filter(({ role }) => role === "resident");
  const late = await signedInVisitors(server, residents.slice(-LATE_COUNT - 1));
  const reader = late.pop() as Visitor;
  const paid = await Promise.all(late.map(async (visitor) => ({ visitor, booking: await payFor(server, visitor) })));
  const wishes = { count: outage.visitors, seed: outage.seed, pause_ms: 300 };
  const shoppers = await Shoppers.start(server, wishes);
  const watch = watchPages(reader);
  await server.control("faults", { ...TROUBLE, seed: outage.seed % 1_000 });
  await sleep(outage.trouble_ms);
  await server.removeProcessor();
  for (const { visitor, booking } of paid) await visitor.post(`/me/bookings/${booking}/cancel`, {});
  await sleep(outage.down_ms);
  await server.bringProcessorBack();
  await server.control("faults", SLOW);
  await sleep(outage.slow_ms);
  await server.control("faults", {});
  const back_ms = performance.now();
  await shoppers.stop();
  const pages = await watch.end();
  const checked = await endCheck(server, shoppers.told, { quietWithinMs: RECOVERED_WITHIN_MS });
  const recovered_ms = Math.round(performance.now() - back_ms);
  const faults = [...checked.faults, ...[...new Set(pages.odd)]];
  if (pages.p99_ms >= PAGE_WITHIN_MS) faults.push(`p99 of the pages was ${pages.p99_ms} ms`);
  if (shoppers.answers.has("500")) faults.push(`500 was answered ${shoppers.answers.get("500")} times`);
  const { odd: _odd, ...page_times } = pages;
  const answers = Object.fromEntries(shoppers.answers);
  return { figures: { recovered_ms, pages: page_times, answers, ...checked.figures }, faults };
}

async function payFor(server: ProductServer, visitor: Visitor): Promise<string> {
  const answer = await order(visitor, server.offer("voucher"));
  const session = sessionOf(answer.headers.get("location"));
  await server.control(`checkout/${session}/pay`, { method: "card" });
  const booking = await bookingOf(server, session);
  await visitor.get(`/me/bookings/${booking}?session_id=${session}`);
  return booking;
}
