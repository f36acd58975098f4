import { expect, test, vi } from "vitest";
import type { OutboxTable } from "#db/schema/payments";
import { bookingRequest } from "#tests/support/a-paid-booking";
import { aStripe } from "#tests/support/a-stripe";
import { aTradingShop, booked, bookingOf, type TradingShop } from "#tests/support/a-trading-shop";
import { aVoucherOffer, NOW } from "#tests/support/builders";
import { expectNoWrite } from "#tests/support/database-dump";
import type { FaultChances } from "#tests/support/stripe-controls";
import { requestBooking } from "~/bookings/request-booking.server";
import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { runQueues } from "~/jobs/run-queues.server";
import { addMs, DAY_MS, type Instant, instant, MINUTE_MS, SECOND_MS } from "~/kernel/instant";
import { MESSAGES } from "~/messages/translator.server";
import { openCheckout } from "~/payments/open-checkout.server";
import { findLatestCheckout, findOpeningOutboxRow, findOutboxRow } from "~/payments/payments.queries.server";
import { reachCheckout } from "~/payments/reach-checkout.server";
import { inTransaction } from "~/platform/database.server";
import { UNANSWERED_LIMIT_COUNT } from "~/platform/retry-pause";
import type { Services } from "~/platform/singletons.server";
import { createStripe } from "~/platform/stripe.server";

// a busy machine may need long for many commits that must reach the disk
vi.setConfig({ testTimeout: 30_000 });

async function anOpeningRow(shop: TradingShop, change: { quantity?: number; offer_id?: string } = {}) {
  const { db, resident_id, offer_id } = shop;
  await booked(db, { id: "b1", resident_id, offer_id, ...change });
  const row = await findOpeningOutboxRow(db.read, "b1");
  if (!row) throw new Error("nothing to open");
  return row;
}

async function rowNow({ db }: TradingShop, { id }: OutboxTable): Promise<OutboxTable> {
  const row = await findOutboxRow(db.read, id);
  if (!row) throw new Error("the row is gone");
  return row;
}

async function sessionsAt({ stripe }: TradingShop) {
  return (await stripe.stripe.checkout.sessions.list({ limit: 100 })).data;
}

/** The same services, with a processor that no longer listens. */
async function withoutStripe(services: Services): Promise<Services> {
  const gone = await aStripe();
  await gone.simulator.close();
  return { ...services, stripe: createStripe({ secret_key: "sk_test_gone", api_base: new URL(gone.simulator.url) }) };
}

test("a checkout is opened with the amount, the end and the reference that were frozen at booking", async () => {
  const shop = await aTradingShop();
  const row = await anOpeningRow(shop, { quantity: 2 });
  const later = addMs(NOW, 3 * MINUTE_MS);
  await shop.stripe.setClock(later);
  const opened = await openCheckout(shop.services, row, later);
  const [session] = await sessionsAt(shop);
  expect(opened).toEqual({ ok: true, value: session?.url });
  expect(session).toMatchObject({
    client_reference_id: "b1",
    amount_total: 7_360,
    currency: "cny",
    expires_at: Date.parse(addMs(NOW, 45 * MINUTE_MS)) / 1_000,
    metadata: { booking: "b1", attempt: "1" },
    success_url: "http://127.0.0.1:3000/me/bookings/b1?session_id={CHECKOUT_SESSION_ID}",
    cancel_url: "http://127.0.0.1:3000/me/bookings/b1/leave-checkout",
  });
  expect(await rowNow(shop, row)).toMatchObject({ state: "done", tries_count: 1, error: null });
  const checkout = { state: "open", session_id: session?.id, url: session?.url };
  expect(await findLatestCheckout(shop.db.read, "b1")).toMatchObject(checkout);
});

test.each([
  ["zh-CN", "zh"],
  ["en", "en"],
] as const)("the pay page of a resident who reads %s is frozen as %s", async (locale, stripe_locale) => {
  const shop = await aTradingShop();
  const { db, services, resident_id, offer_id } = shop;
  const request = bookingRequest({ id: "b1", resident_id, offer_id });
  const { origin } = services.settings;
  await inTransaction(db, (trx) => requestBooking(trx, request, { keys: services.keys, origin, locale }, NOW));
  const row = await findOpeningOutboxRow(db.read, "b1");
  if (!row) throw new Error("nothing to open");
  expect(row.params_json).toContain(MESSAGES[locale].payments.product_name);
  expect(await openCheckout(services, row, NOW)).toMatchObject({ ok: true });
  expect(await sessionsAt(shop)).toMatchObject([{ locale: stripe_locale }]);
});

test("nothing of the resident and nothing of the service is told to the processor", async () => {
  const shop = await aTradingShop();
  const { params_json } = await anOpeningRow(shop);
  for (const secret of [shop.resident_id, "13900000000", "盖碗茶", "Tea", shop.merchant_id, `${shop.offer_id}"`])
    expect(params_json).not.toContain(secret);
});

test("a pay page that the worker is just opening is waited for, and one it could not open is told at once", async () => {
  const shop = await aTradingShop();
  await anOpeningRow(shop);
  // the worker is faster by the time of a claim: its answer is on the way when the request looks
  const [, reached] = await Promise.all([runQueues(shop.services, NOW), reachCheckout(shop.services, "b1", NOW)]);
  const [session] = await sessionsAt(shop);
  expect(reached).toEqual({ ok: true, value: session?.url });
  expect(await reachCheckout(shop.services, "b1", NOW)).toEqual(reached);
  const { resident_id, offer_id, db } = shop;
  await booked(db, { id: "b2", resident_id, offer_id });
  const down = await withoutStripe(shop.services);
  const outage = await Promise.all([runQueues(down, NOW), reachCheckout(down, "b2", NOW)]);
  expect(outage[1]).toEqual({ ok: false, error: "stripe-unavailable" });
  expect(await reachCheckout(down, "b2", NOW)).toEqual({ ok: false, error: "stripe-unavailable" });
});

test("opening twice opens one session, and the second attempt writes nothing", async () => {
  const shop = await aTradingShop();
  const row = await anOpeningRow(shop);
  await openCheckout(shop.services, row, NOW);
  const again = await expectNoWrite(shop.db, () => openCheckout(shop.services, row, addMs(NOW, MINUTE_MS)));
  expect(again).toEqual({ ok: false, error: "not-ours-to-send" });
  expect(await sessionsAt(shop)).toHaveLength(1);
});

test("ten openings at once open one session", async () => {
  const shop = await aTradingShop();
  const row = await anOpeningRow(shop);
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => openCheckout(shop.services, row, NOW)));
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await sessionsAt(shop)).toHaveLength(1);
});

test("while the processor is down the booking stays held, and its checkout is opened later", async () => {
  const shop = await aTradingShop();
  const row = await anOpeningRow(shop);
  const down = await openCheckout(await withoutStripe(shop.services), row, NOW);
  expect(down).toEqual({ ok: false, error: "stripe-unavailable" });
  const waiting = await rowNow(shop, row);
  expect(waiting).toMatchObject({ state: "ready", tries_count: 1 });
  expect(waiting.next_try_at >= addMs(NOW, 2 * SECOND_MS)).toBe(true);
  expect(waiting.error).toBeTruthy();
  expect(await bookingOf(shop.db, "b1")).toMatchObject({ state: "held" });
  await runEverythingDue(shop.services, addMs(NOW, SECOND_MS));
  expect(await sessionsAt(shop)).toHaveLength(0);
  await runEverythingDue(shop.services, instant(waiting.next_try_at));
  expect(await sessionsAt(shop)).toHaveLength(1);
  expect(await rowNow(shop, row)).toMatchObject({ state: "done", tries_count: 2, error: null });
});

test.each<keyof FaultChances>(["before", "after", "cutBefore", "cutAfter", "rate429"])(
  "after the fault `%s` there is one session and its row is done",
  async (fault) => {
    const shop = await aTradingShop();
    const row = await anOpeningRow(shop);
    await shop.controls.setFaults({ [fault]: 1 });
    expect(await openCheckout(shop.services, row, NOW)).toEqual({ ok: false, error: "stripe-unavailable" });
    await shop.controls.setFaults({});
    await runQueues(shop.services, addMs(NOW, 5 * SECOND_MS));
    const sessions = await sessionsAt(shop);
    expect(sessions).toHaveLength(1);
    expect(await rowNow(shop, row)).toMatchObject({ state: "done" });
    expect(await findLatestCheckout(shop.db.read, "b1")).toMatchObject({ state: "open", session_id: sessions[0]?.id });
  },
);

test("faults at half of all requests still end in one session each", async () => {
  const shop = await aTradingShop();
  await shop.controls.setFaults({ before: 0.15, after: 0.15, cutAfter: 0.2, rate429: 0.1 });
  const row = await anOpeningRow(shop);
  let now = NOW;
  for (let round = 0; round < 20 && (await rowNow(shop, row)).state !== "done"; round += 1) {
    now = instant((await rowNow(shop, row)).next_try_at);
    await runQueues(shop.services, now);
  }
  expect(await rowNow(shop, row)).toMatchObject({ state: "done" });
  expect(await sessionsAt(shop)).toHaveLength(1);
});

test("a try that was cut off with its process is repeated after half a minute and finds its session", async () => {
  const shop = await aTradingShop();
  const row = await anOpeningRow(shop);
  await openCheckout(shop.services, row, NOW);
  const [session] = await sessionsAt(shop);
  await shop.db.write.updateTable("outbox").set({ state: "sent", finished_at: null }).execute();
  await shop.db.write.updateTable("checkout").set({ state: "opening", session_id: null, url: null }).execute();
  await runQueues(shop.services, addMs(NOW, 29 * SECOND_MS));
  expect(await rowNow(shop, row)).toMatchObject({ state: "sent" });
  await runQueues(shop.services, addMs(NOW, 30 * SECOND_MS));
  expect(await rowNow(shop, row)).toMatchObject({ state: "done" });
  expect(await findLatestCheckout(shop.db.read, "b1")).toMatchObject({ session_id: session?.id });
  expect(await sessionsAt(shop)).toHaveLength(1);
});

test("what the processor refuses is dead at once, and its seats come back by the clock", async () => {
  const shop = await aTradingShop();
  const offer_id = await aVoucherOffer(shop.db, { id: "sweet", list_price_minor: 10, price_minor: 10 });
  const row = await anOpeningRow(shop, { offer_id });
  expect(await openCheckout(shop.services, row, NOW)).toEqual({ ok: false, error: "checkout-refused" });
  expect(await rowNow(shop, row)).toMatchObject({ state: "dead", tries_count: 1, finished_at: NOW });
  expect(await bookingOf(shop.db, "b1")).toMatchObject({ state: "held" });
  await runEverythingDue(shop.services, addMs(NOW, 50 * MINUTE_MS));
  expect(await bookingOf(shop.db, "b1")).toMatchObject({ state: "expired", close_reason: "time-over" });
});

test("while nobody answers a row is tried for a day, then waits for a person", async () => {
  const shop = await aTradingShop();
  const row = await anOpeningRow(shop);
  const services = await withoutStripe(shop.services);
  let now: Instant = NOW;
  for (let round = 0; round < UNANSWERED_LIMIT_COUNT; round += 1) {
    now = instant((await rowNow(shop, row)).next_try_at);
    await openCheckout(services, await rowNow(shop, row), now);
  }
  expect(await rowNow(shop, row)).toMatchObject({ state: "dead", tries_count: UNANSWERED_LIMIT_COUNT });
  expect(now > addMs(NOW, DAY_MS)).toBe(true);
});
