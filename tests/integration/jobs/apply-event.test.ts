import type Stripe from "stripe";
import { describe, expect, test, vi } from "vitest";
import type { StripeEventTable } from "#db/schema/payments";
import { aHeldBooking, aPaidBooking } from "#tests/support/a-paid-booking";
import { aTradingShop, bookingOf, entriesOf, entryKinds, type TradingShop } from "#tests/support/a-trading-shop";
import { NOW } from "#tests/support/builders";
import { expectNoWrite } from "#tests/support/database-dump";
import { ordersOf } from "#tests/support/orders-of";
import { listVouchers } from "~/bookings/bookings.queries.server";
import { cancelBooking } from "~/bookings/cancel-booking.server";
import { listRefunds } from "~/bookings/refunds.queries.server";
import { applyEvent } from "~/jobs/apply-event.server";
import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { runQueues } from "~/jobs/run-queues.server";
import { addMs, HOUR_MS, MINUTE_MS, SECOND_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import { receiveEvent } from "~/payments/receive-event.server";
import { inTransaction } from "~/platform/database.server";
import { createStripe } from "~/platform/stripe.server";

// a busy machine may need long for many commits that must reach the disk
vi.setConfig({ testTimeout: 30_000 });

const later = addMs(NOW, MINUTE_MS);
/** Nothing listens there. */
const NOBODY = { secret_key: "sk_test_nobody", api_base: new URL("http://127.0.0.1:9") };

/** Every event of these types at the processor, oldest first. */
async function eventsAt({ stripe }: TradingShop, types: readonly string[]): Promise<Stripe.Event[]> {
  const { data } = await stripe.stripe.events.list({ limit: 100 });
  return data.filter(({ type }) => types.includes(type)).reverse();
}

async function applied({ services, db }: TradingShop, event: Stripe.Event) {
  await inTransaction(db, async (trx) => ok(await receiveEvent(trx, event, later)));
  const row = await db.read.selectFrom("stripe_event").selectAll().where("id", "=", event.id).executeTakeFirstOrThrow();
  return applyEvent(services, row satisfies StripeEventTable, later);
}

/** Where a booking stands, without ids and without the order of entries. */
async function outcomeOf({ db }: TradingShop, id: string): Promise<string> {
  const { state, refunded_minor } = await bookingOf(db, id);
  const entries = (await entriesOf(db))
    .filter(({ booking }) => booking === id)
    .map(({ kind, postings }) => `${kind} ${JSON.stringify(postings).replaceAll(`:${id}"`, '"')}`);
  return JSON.stringify({
    state,
    refunded_minor,
    vouchers: (await listVouchers(db.read, id)).map((voucher) => voucher.state),
    refunds: (await listRefunds(db.read, id)).map((refund) => refund.state),
    entries: entries.sort(),
  });
}

const CARD_EVENTS = ["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed", "charge.updated"];
const REFUND_EVENTS = ["refund.created", "refund.updated", "charge.refund.updated", "refund.failed"];

async function payByCard({ services, stripe, resident_id, offer_id }: TradingShop, id: string): Promise<void> {
  const { session_id } = await aHeldBooking(services, { id, resident_id, offer_id, quantity: 2 }, NOW);
  await stripe.pay(session_id, "card");
}

/** A refund that was made at the processor and failed there, while our own call never got its answer. */
async function failToRefund(shop: TradingShop, id: string): Promise<void> {
  const { db, services, stripe, controls, resident_id, offer_id } = shop;
  const booking = await aPaidBooking(services, stripe, { id, resident_id, offer_id }, NOW);
  await inTransaction(db, (trx) => cancelBooking(trx, { booking_id: id, resident_id }, later));
  const row = await db.read
    .selectFrom("outbox")
    .select(["id", "params_json"])
    .where("operation", "=", "create-refund")
    .where("params_json", "like", `%${booking.charge_id}%`)
    .executeTakeFirstOrThrow();
  const refund = await stripe.stripe.refunds.create(JSON.parse(row.params_json));
  await db.write
    .updateTable("outbox")
    .set({ next_try_at: addMs(later, HOUR_MS) })
    .where("id", "=", row.id)
    .execute();
  await controls.failRefund(refund.id);
}

describe.each([
  ["a card payment", CARD_EVENTS, payByCard, "paid"],
  ["a refund that failed", REFUND_EVENTS, failToRefund, "cancelled"],
] as const)("the events of %s", (_what, types, play, state) => {
  test("end the same in all 24 orders, all of them told twice", async () => {
    const shop = await aTradingShop();
    const ends = new Set<string>();
    const seen = new Set<string>();
    for (const [place, order] of ordersOf([...types]).entries()) {
      await play(shop, `b${place}`);
      const events = (await eventsAt(shop, types)).filter(({ id }) => !seen.has(id));
      expect(events.map(({ type }) => type).sort()).toEqual([...types].sort());
      for (const { id } of events) seen.add(id);
      for (const type of [...order, ...order]) {
        const event = events.find((each) => each.type === type);
        expect(await applied(shop, event as Stripe.Event)).toMatchObject({ ok: true });
      }
      expect(await bookingOf(shop.db, `b${place}`)).toMatchObject({ state });
      ends.add(await outcomeOf(shop, `b${place}`));
    }
    expect(ends.size).toBe(1);
  });
});

test("the events of a wallet that paid end the same in every order of completed, processing and succeeded", async () => {
  const types = ["checkout.session.completed", "payment_intent.processing", "checkout.session.async_payment_succeeded"];
  for (const order of ordersOf(types)) {
    const shop = await aTradingShop();
    const { services, controls, resident_id, offer_id } = shop;
    const { session_id } = await aHeldBooking(services, { id: "b1", resident_id, offer_id }, NOW);
    await controls.press(session_id, "wallet-later");
    const early = await eventsAt(shop, types);
    await controls.settle();
    const events = [...early, ...(await eventsAt(shop, types))];
    for (const type of order)
      for (const event of events.filter((each) => each.type === type)) await applied(shop, event);
    expect(await bookingOf(shop.db, "b1")).toMatchObject({ state: "paid" });
    expect(await entryKinds(shop.db)).toEqual(["payment_captured", "stripe_fee"]);
  }
});

describe("events that need no act", () => {
  test("are kept and done: an unknown type, and a payment that is not ours", async () => {
    const shop = await aTradingShop();
    const { db, services, resident_id, offer_id } = shop;
    await aHeldBooking(services, { id: "b1", resident_id, offer_id }, NOW);
    const foreign = [
      { id: "evt_1", type: "customer.created", data: { object: { id: "cus_1", object: "customer" } } },
      {
        id: "evt_2",
        type: "charge.succeeded",
        data: { object: { id: "ch_x", object: "charge", payment_intent: null } },
      },
      {
        id: "evt_3",
        type: "payment_intent.succeeded",
        data: { object: { id: "pi_foreign", object: "payment_intent" } },
      },
      { id: "evt_4", type: "tax.settings.updated", data: { object: { object: "tax.settings" } } },
    ].map((event) => ({ ...event, created: 1_785_895_200 }) as unknown as Stripe.Event);
    for (const event of foreign) await inTransaction(db, async (trx) => ok(await receiveEvent(trx, event, NOW)));
    const before = await bookingOf(db, "b1");
    expect(await runQueues(services, later)).toMatchObject({ events_done: 4, events_failed: 0 });
    const rows = await db.read.selectFrom("stripe_event").select(["id", "state", "object_id"]).orderBy("id").execute();
    expect(rows.map(({ state }) => state)).toEqual(["done", "done", "done", "done"]);
    expect(rows[3]).toMatchObject({ object_id: "" });
    expect(await bookingOf(db, "b1")).toEqual(before);
    await expectNoWrite(db, () => runQueues(services, addMs(later, SECOND_MS)));
  });
});

describe("a session that is not ours", () => {
  /** Paid like ours, but for what `change` makes of what we would have sent. */
  async function aForeignPayment(change: (params: Record<string, unknown>) => Record<string, unknown>) {
    const shop = await aTradingShop();
    const { db, services, stripe, resident_id, offer_id } = shop;
    await aHeldBooking(services, { id: "b1", resident_id, offer_id }, NOW);
    const { params_json } = await db.read.selectFrom("outbox").select("params_json").executeTakeFirstOrThrow();
    const session = await stripe.stripe.checkout.sessions.create(change(JSON.parse(params_json)));
    await stripe.pay(session.id, "card");
    return shop;
  }

  test.each([
    ["that names nothing", { client_reference_id: undefined, metadata: undefined }],
    ["that names a booking once", { client_reference_id: "b1", metadata: {} }],
    [
      "of another installation on the same account",
      { client_reference_id: "theirs", metadata: { booking: "theirs", attempt: "1", env: "another" } },
    ],
  ])("%s is left alone, and its money is not sent back", async (_which, change) => {
    const { payment_intent_data: _data, ...others } = { ...change, payment_intent_data: undefined };
    const shop = await aForeignPayment(({ payment_intent_data: _intent, ...params }) =>
      JSON.parse(JSON.stringify({ ...params, ...others })),
    );
    const events = await eventsAt(shop, CARD_EVENTS);
    expect(events.length).toBeGreaterThan(2);
    for (const event of events) expect(await applied(shop, event)).toEqual(ok("not-ours"));
    const [charge] = (await shop.stripe.stripe.charges.list({ limit: 1 })).data;
    await shop.stripe.stripe.refunds.create({ charge: charge?.id ?? "", amount: 100 });
    for (const event of await eventsAt(shop, ["refund.created", "charge.refunded"])) {
      expect(await applied(shop, event)).toEqual(ok("not-ours"));
    }
    expect(await entryKinds(shop.db)).toEqual([]);
    expect(await bookingOf(shop.db, "b1")).toMatchObject({ state: "held" });
  });
});

describe("money for a booking of ours that is not in this database", () => {
  async function aStrayPayment() {
    const shop = await aTradingShop();
    const { db, services, stripe, resident_id, offer_id } = shop;
    await aHeldBooking(services, { id: "b1", resident_id, offer_id }, NOW);
    const { params_json } = await db.read.selectFrom("outbox").select("params_json").executeTakeFirstOrThrow();
    const session = await stripe.stripe.checkout.sessions.create(JSON.parse(params_json.replaceAll('"b1"', '"lost"')));
    await stripe.pay(session.id, "card");
    return shop;
  }

  test("goes back in full, and the books say so", async () => {
    const { db, services, stripe } = await aStrayPayment();
    await runEverythingDue(services, NOW);
    expect(await entryKinds(db)).toEqual(["payment_surplus", "stripe_fee", "surplus_refund"]);
    expect(await getAccountBalance(db.read, "liabilities:surplus:lost")).toBe(0);
    expect((await stripe.stripe.refunds.list({ limit: 10 })).data).toMatchObject([{ amount: 3_680 }]);
    const dead = await db.read.selectFrom("stripe_event").select("id").where("state", "<>", "done").execute();
    expect(dead).toEqual([]);
    await runEverythingDue(services, NOW);
    expect(await entryKinds(db)).toHaveLength(3);
  });

  test("is owed again when its refund fails", async () => {
    const { db, services, stripe, controls } = await aStrayPayment();
    await runEverythingDue(services, NOW);
    const [refund] = (await stripe.stripe.refunds.list({ limit: 1 })).data;
    await controls.failRefund(refund?.id ?? "");
    await runEverythingDue(services, NOW);
    expect(await entryKinds(db)).toEqual(["payment_surplus", "stripe_fee", "surplus_refund", "refund_failed"]);
    expect(await getAccountBalance(db.read, "liabilities:surplus:lost")).toBe(-3_680);
  });
});

test("a refund somebody made at the processor is adopted, whichever event comes first", async () => {
  const shop = await aTradingShop();
  const { db, stripe } = shop;
  await payByCard(shop, "b1");
  const [charge] = (await stripe.stripe.charges.list({ limit: 1 })).data;
  await stripe.stripe.refunds.create({ charge: charge?.id ?? "", amount: 100 });
  const [event] = await eventsAt(shop, ["refund.created"]);
  expect(await applied(shop, event as Stripe.Event)).toEqual(ok());
  expect(await entryKinds(db)).toEqual(["payment_captured", "stripe_fee", "refund"]);
  expect((await listVouchers(db.read, "b1")).map(({ state }) => state)).toEqual(["issued", "void"]);
  // what the voided voucher still held follows by itself
  const refunds = (await listRefunds(db.read, "b1")).map(({ reason, amount_minor }) => ({ reason, amount_minor }));
  expect(refunds.sort((one, other) => one.amount_minor - other.amount_minor)).toEqual([
    { reason: "dashboard", amount_minor: 100 },
    { reason: "rest", amount_minor: 3_580 },
  ]);
});

test("a charge that is in the books with its fee is not asked for again", async () => {
  const shop = await aTradingShop();
  await payByCard(shop, "b1");
  const [completed, ...others] = [
    ...(await eventsAt(shop, ["checkout.session.completed"])),
    ...(await eventsAt(shop, ["charge.succeeded", "payment_intent.succeeded", "charge.updated"])),
  ];
  if (!completed) throw new Error("no checkout was completed");
  await applied(shop, completed);
  const silent = { ...shop, services: { ...shop.services, stripe: createStripe(NOBODY) } };
  const answers = [];
  for (const event of others) answers.push(await applied(silent, event));
  expect(answers).toEqual(others.map(() => ok("known")));
  expect(await entryKinds(shop.db)).toEqual(["payment_captured", "stripe_fee"]);
  await expect(applied(silent, completed)).rejects.toThrow();
});

test("a refund of which only its charge's event is told is adopted", async () => {
  const shop = await aTradingShop();
  await payByCard(shop, "b1");
  const [charge] = (await shop.stripe.stripe.charges.list({ limit: 1 })).data;
  await shop.stripe.stripe.refunds.create({ charge: charge?.id ?? "", amount: 100 });
  const [event] = await eventsAt(shop, ["charge.refunded"]);
  expect(await applied(shop, event as Stripe.Event)).toEqual(ok());
  expect(await applied(shop, event as Stripe.Event)).toEqual(ok());
  expect(await entryKinds(shop.db)).toEqual(["payment_captured", "stripe_fee", "refund"]);
});
