import { expect, test } from "vitest";
import { aHeldBooking, aPaidBooking } from "#tests/support/a-paid-booking";
import { aTradingShop, bookingOf, entriesOf, type TradingShop } from "#tests/support/a-trading-shop";
import { NOW } from "#tests/support/builders";
import { expectNoWrite } from "#tests/support/database-dump";
import { ordersOf } from "#tests/support/orders-of";
import { cancelBooking } from "~/bookings/cancel-booking.server";
import { listDisputes } from "~/bookings/disputes.queries.server";
import { listRefunds } from "~/bookings/refunds.queries.server";
import { applyEvent } from "~/jobs/apply-event.server";
import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { addMs, MINUTE_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { findLatestCheckout } from "~/payments/payments.queries.server";
import { receiveEvent } from "~/payments/receive-event.server";
import { inTransaction } from "~/platform/database.server";

const later = addMs(NOW, MINUTE_MS);

async function control({ services }: TradingShop, path: string, fields: object): Promise<{ id: string }> {
  const { api_base, secret_key } = services.settings.stripe;
  const answer = await fetch(new URL(`/_simulator/${path}`, api_base), {
    method: "POST",
    headers: { authorization: `Bearer ${secret_key}`, "content-type": "application/json" },
    body: JSON.stringify(fields),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return (await answer.json()) as { id: string };
}

/** Delivers the processor's events of one object in the given order, through the inbox, one after the other. */
async function deliver(shop: TradingShop, object_id: string, order: readonly number[]): Promise<number> {
  const { services, db, stripe } = shop;
  const events = (await stripe.stripe.events.list({ limit: 100 })).data.reverse();
  const own = events.filter(({ data }) => (data.object as { id?: string }).id === object_id);
  for (const index of order) {
    const event = own[index];
    if (!event) continue;
    await inTransaction(db, async (trx) => ok(await receiveEvent(trx, event, later)));
    const row = await db.read
      .selectFrom("stripe_event")
      .selectAll()
      .where("id", "=", event.id)
      .executeTakeFirstOrThrow();
    expect((await applyEvent(services, row, later)).ok).toBe(true);
  }
  return own.length;
}

/** Everything that must not depend on the order in which it was told. */
async function standing({ db }: TradingShop) {
  const { state, refunded_minor } = await bookingOf(db, "b1");
  const refunds = (await listRefunds(db.read, "b1")).map((refund) => refund.state);
  const disputes = (await listDisputes(db.read, "b1")).map(({ status, is_blocking }) => [status, is_blocking]);
  return { state, refunded_minor, refunds, disputes, kinds: (await entriesOf(db)).map(({ kind }) => kind).sort() };
}

async function aPaidShop(): Promise<TradingShop & { charge: string }> {
  const shop = await aTradingShop();
  const { resident_id, offer_id, services, stripe } = shop;
  const booking = await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id }, NOW);
  return { ...shop, charge: booking.charge_id ?? "" };
}

const PAID = ["payment_captured", "stripe_fee"];

test.each(ordersOf([0, 1, 2]))(
  "a lost dispute told as %i, %i, %i ends the same, and told again changes nothing",
  async (...order) => {
    const shop = await aPaidShop();
    const { id } = await control(shop, "disputes", { charge: shop.charge });
    await control(shop, `disputes/${id}/close`, { outcome: "lost" });
    expect(await deliver(shop, id, order)).toBe(3);
    expect(await standing(shop)).toEqual({
      state: "refunded",
      refunded_minor: 0,
      refunds: [],
      disputes: [["lost", 0]],
      kinds: ["dispute_lost", "dispute_opened", ...PAID],
    });
  },
);

test.each(ordersOf([0, 1, 2, 3]))("a won dispute told as %i, %i, %i, %i ends the same", async (...order) => {
  const shop = await aPaidShop();
  const { id } = await control(shop, "disputes", { charge: shop.charge });
  await control(shop, `disputes/${id}/close`, { outcome: "won" });
  expect(await deliver(shop, id, order)).toBe(4);
  expect(await standing(shop)).toEqual({
    state: "paid",
    refunded_minor: 0,
    refunds: [],
    disputes: [["won", 0]],
    kinds: ["dispute_opened", "dispute_won", ...PAID],
  });
});

test.each(ordersOf([0, 1]))("a dispute that arrives lost, told as %i, %i, ends the same", async (...order) => {
  const shop = await aPaidShop();
  const { id } = await control(shop, "disputes", { charge: shop.charge, status: "lost" });
  expect(await deliver(shop, id, order)).toBe(2);
  expect((await standing(shop)).kinds).toEqual(["dispute_lost", "dispute_opened", ...PAID]);
});

test.each(ordersOf([0, 1, 2]))("a refund that failed later, told as %i, %i, %i, ends the same", async (...order) => {
  const shop = await aPaidShop();
  const { db, services, controls, resident_id } = shop;
  await inTransaction(db, (trx) => cancelBooking(trx, { booking_id: "b1", resident_id }, NOW));
  await runEverythingDue(services, later);
  const stripe_refund_id = (await listRefunds(db.read, "b1"))[0]?.stripe_refund_id ?? "";
  await controls.failRefund(stripe_refund_id);
  await deliver(shop, stripe_refund_id, order);
  expect(await standing(shop)).toMatchObject({
    state: "cancelled",
    refunded_minor: 0,
    refunds: ["failed"],
    kinds: ["payment_captured", "refund", "refund_failed", "stripe_fee"],
  });
  await expectNoWrite(db, async () => {
    const row = await db.read
      .selectFrom("stripe_event")
      .selectAll()
      .where("object_id", "=", stripe_refund_id)
      .executeTakeFirstOrThrow();
    await applyEvent(services, row, later);
  });
});

/** A held booking whose checkout was paid, or ran out and was told so; gives the session and what booked it. */
async function aCheckout(how: "card" | "wallet-later" | "expired"): Promise<TradingShop & { session_id: string }> {
  const shop = await aTradingShop();
  const { resident_id, offer_id, services, stripe, controls } = shop;
  const { session_id } = await aHeldBooking(services, { id: "b1", resident_id, offer_id }, NOW);
  if (how === "expired") await stripe.stripe.checkout.sessions.expire(session_id);
  else await controls.press(session_id, how);
  if (how === "wallet-later") await controls.settle();
  return { ...shop, session_id };
}

/** The events of a checkout and of its payment intent, charge by charge, that the processor has made. */
async function objectsOf({ stripe }: TradingShop, session_id: string): Promise<string[]> {
  const events = (await stripe.stripe.events.list({ limit: 100 })).data.reverse();
  const ids = events.map(({ data }) => (data.object as { id?: string }).id ?? "");
  return [...new Set([session_id, ...ids.filter((id) => /^(pi|ch)_/.test(id))])];
}

test.each(ordersOf([0, 1, 2]))(
  "a payment by card told as session, intent and charge in the order %i, %i, %i ends the same",
  async (...order) => {
    const shop = await aCheckout("card");
    const objects = await objectsOf(shop, shop.session_id);
    for (const index of order) await deliver(shop, objects[index] ?? "", [0, 1, 2, 3]);
    expect(await standing(shop)).toMatchObject({ state: "paid", refunds: [], kinds: PAID });
  },
);

test.each(ordersOf([0, 1]))(
  "a session that completed unpaid and was paid later, told as %i, %i, is paid",
  async (...order) => {
    const shop = await aCheckout("wallet-later");
    expect(await deliver(shop, shop.session_id, order)).toBe(2);
    expect(await standing(shop)).toMatchObject({ state: "paid", kinds: PAID });
  },
);

test.each([[0], [0, 0]])("a session that expired, told as %i, %i, frees the booking", async (...order) => {
  const shop = await aCheckout("expired");
  expect(await deliver(shop, shop.session_id, order)).toBe(1);
  expect(await standing(shop)).toMatchObject({ state: "expired", refunds: [], kinds: [] });
});

test.each(ordersOf([0, 1]))(
  "an expired session and the paid one that took its place, told in the order %i, %i, end as one paid booking",
  async (...order) => {
    const shop = await aCheckout("expired");
    const { db, services, stripe, resident_id, offer_id, session_id } = shop;
    await aHeldBooking(services, { id: "b2", resident_id, offer_id }, NOW);
    const second = (await findLatestCheckout(db.read, "b2"))?.session_id ?? "";
    await stripe.pay(second, "card");
    const sessions = [session_id, second];
    for (const index of order) await deliver(shop, sessions[index] ?? "", [0]);
    expect(await standing(shop)).toMatchObject({ state: "expired", kinds: PAID });
    expect(await bookingOf(db, "b2")).toMatchObject({ state: "paid" });
  },
);

test("a late win of a lost dispute leaves its money as surplus for a person to decide", async () => {
  const shop = await aPaidShop();
  const { id } = await control(shop, "disputes", { charge: shop.charge });
  await control(shop, `disputes/${id}/close`, { outcome: "lost" });
  await runEverythingDue(shop.services, later);
  await control(shop, `disputes/${id}/close`, { outcome: "won" });
  await runEverythingDue(shop.services, addMs(later, MINUTE_MS));
  expect(await standing(shop)).toMatchObject({
    state: "cancelled",
    disputes: [["won", 0]],
    kinds: ["dispute_lost", "dispute_opened", "dispute_recovered", "dispute_won", ...PAID],
  });
  const transactions = await shop.stripe.stripe.balanceTransactions.list({ limit: 100 });
  const net = transactions.data.reduce((total, transaction) => total + transaction.net, 0);
  const lines = (await entriesOf(shop.db)).flatMap(({ postings }) => postings);
  const balance = lines
    .filter(({ account }) => account === "assets:stripe")
    .reduce((sum, { amount }) => sum + amount, 0);
  expect(balance).toBe(net);
});
