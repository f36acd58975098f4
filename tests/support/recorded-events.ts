import { endCheckoutAtProcessor, listAtProcessor, type ProcessorObject } from "./processor-lists";
import type { ProductServer } from "./product-server";
import { bookingOf, order, redeem, severalAtATime, typedCode } from "./shopping";
import { signedInVisitors } from "./signed-in-visitors";
import { sessionOf, Visitor } from "./visitor";

const AT_ONCE_COUNT = 8;
const REFUNDED_WITHIN_MS = 60_000;
/** What happens at the processor, in turn; most pay by card. */
const ENDINGS = [
  "card",
  "cancelled",
  "card",
  "redeemed",
  "card",
  "wallet-later",
  "card",
  "wallet-fails",
  "card",
  "left",
];

/**
 * Lets residents book, pay, give back, be served and give up while the processor tells nothing; gives every event it
 * would have told, oldest first. Needs a server without webhooks and one resident for each payment.
 */
export async function recordEvents(server: ProductServer, payment_count: number): Promise<ProcessorObject[]> {
  const residents = server.harness.accounts.filter(({ role }) => role === "resident").slice(0, payment_count);
  const visitors = await signedInVisitors(server, residents);
  const cashier = await Visitor.signedIn(server.origin, server.account("cashier"));
  await severalAtATime(visitors, AT_ONCE_COUNT, async (visitor, index) => {
    await shop(server, { visitor, cashier }, ENDINGS[index % ENDINGS.length] ?? "card", (index % 4) + 1);
  });
  await untilRefunded(server, Math.ceil(payment_count / ENDINGS.length) - 1);
  await server.control("settle");
  return (await listAtProcessor(server, "events")).reverse();
}

async function shop(
  server: ProductServer,
  { visitor, cashier }: { visitor: Visitor; cashier: Visitor },
  ending: string,
  quantity: number,
): Promise<void> {
  const answer = await order(visitor, server.offer("voucher"), quantity);
  const session = sessionOf(answer.headers.get("location"));
  if (ending === "left") return endCheckoutAtProcessor(server, session);
  const method = ending.startsWith("wallet") ? ending : "card";
  await server.control(`checkout/${session}/pay`, { method });
  if (ending !== "cancelled" && ending !== "redeemed") return;
  const booking = await bookingOf(server, session);
  const page = await visitor.get(`/me/bookings/${booking}?session_id=${session}`);
  if (ending === "cancelled") await visitor.post(`/me/bookings/${booking}/cancel`, {});
  else await redeem(cashier, typedCode(page.text));
}

async function untilRefunded(server: ProductServer, count: number): Promise<void> {
  const waiting_since_ms = performance.now();
  while ((await listAtProcessor(server, "refunds")).length < count) {
    if (performance.now() - waiting_since_ms > REFUNDED_WITHIN_MS) throw new Error("refunds were not asked for");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
