import type Stripe from "stripe";
import { describe, expect, onTestFinished, test } from "vitest";
import { aHeldBooking } from "#tests/support/a-paid-booking";
import { aTradingShop, bookingOf } from "#tests/support/a-trading-shop";
import { NOW } from "#tests/support/builders";
import { expectNoWrite } from "#tests/support/database-dump";
import { holdBack } from "#tests/support/held-back-processor";
import { aDatabase } from "#tests/support/test-database";
import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { runQueues } from "~/jobs/run-queues.server";
import { addMs, DAY_MS, HOUR_MS, type Instant, instant, MINUTE_MS, SECOND_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { fetchMissedEvents } from "~/payments/fetch-missed-events.server";
import { receiveEvent } from "~/payments/receive-event.server";
import { type Database, inTransaction } from "~/platform/database.server";
import { TRIES_LIMIT_COUNT } from "~/platform/retry-pause";
import { createStripe } from "~/platform/stripe.server";

/** A port of this machine on which nothing listens. */
const NOBODY = "http://127.0.0.1:9";
const later = addMs(NOW, MINUTE_MS);

function anEvent(change: Partial<Record<"id" | "type" | "object_id", string>> = {}): Stripe.Event {
  const { id = "evt_1", type = "checkout.session.completed", object_id = "cs_unknown" } = change;
  return { id, type, created: 1_785_895_200, data: { object: { id: object_id } } } as unknown as Stripe.Event;
}

async function receive(db: Database, event: Stripe.Event, now: Instant = NOW): Promise<void> {
  await inTransaction(db, async (trx) => ok(await receiveEvent(trx, event, now)));
}

async function eventRow(db: Database, id = "evt_1") {
  return db.read.selectFrom("stripe_event").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
}

describe("an event", () => {
  test("is kept with everything it said", async () => {
    const db = await aDatabase();
    await receive(db, anEvent());
    expect(await eventRow(db)).toMatchObject({
      type: "checkout.session.completed",
      object_id: "cs_unknown",
      created_at: "2026-08-05T02:00:00.000Z",
      received_at: NOW,
      state: "received",
      tries_count: 0,
      payload_json: JSON.stringify(anEvent()),
    });
  });

  test("received again changes nothing, even when it says something else by then", async () => {
    const db = await aDatabase();
    await receive(db, anEvent());
    await expectNoWrite(db, () => receive(db, anEvent({ type: "charge.succeeded" }), later));
  });

  test("that cannot be applied is tried eight times with pauses, then waits for a person with its reason", async () => {
    const { db, services } = await aTradingShop();
    await receive(db, anEvent());
    let tries_count = 0;
    for (let now = NOW; (await eventRow(db)).state === "received"; now = instant((await eventRow(db)).next_try_at)) {
      await expectNoWrite(db, () => runQueues(services, addMs(now, -1)));
      await runQueues(services, now);
      tries_count += 1;
    }
    expect(tries_count).toBe(TRIES_LIMIT_COUNT);
    const row = await eventRow(db);
    expect(row).toMatchObject({ state: "dead", tries_count: TRIES_LIMIT_COUNT });
    expect(row.error).toMatch(/cs_unknown/);
    expect(row.finished_at).not.toBeNull();
    await expectNoWrite(db, () => runQueues(services, addMs(NOW, 30 * DAY_MS)));
  });

  test("outlives an outage of the processor that lasts for hours, and has all its tries afterwards", async () => {
    const { db, services, stripe, resident_id, offer_id } = await aTradingShop();
    const { session_id } = await aHeldBooking(services, { id: "b1", resident_id, offer_id }, NOW);
    await stripe.pay(session_id, "card");
    await receive(db, anEvent({ object_id: session_id }));
    const down = { ...services, stripe: createStripe({ secret_key: "sk_test_down", api_base: new URL(NOBODY) }) };
    let now: Instant = NOW;
    while (now < addMs(NOW, 6 * HOUR_MS)) {
      await runQueues(down, now);
      now = instant((await eventRow(db)).next_try_at);
    }
    const row = await eventRow(db);
    expect(row).toMatchObject({ state: "received", tries_count: 0 });
    expect(row.unanswered_count).toBeGreaterThan(TRIES_LIMIT_COUNT);
    await runQueues(services, now);
    expect(await eventRow(db)).toMatchObject({ state: "done", error: null });
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "paid" });
  });

  test("that cannot be applied keeps no other waiting", async () => {
    const { db, services } = await aTradingShop();
    await receive(db, anEvent());
    await receive(db, anEvent({ id: "evt_2", type: "customer.created" }));
    expect(await runQueues(services, NOW)).toMatchObject({ events_done: 1, events_failed: 1 });
  });
});

describe("events whose webhook never came", () => {
  test("are fetched once and applied as if delivered", async () => {
    const { db, services, stripe, resident_id, offer_id } = await aTradingShop();
    const { session_id } = await aHeldBooking(services, { id: "b1", resident_id, offer_id }, NOW);
    await stripe.pay(session_id, "card");
    expect(await fetchMissedEvents(services, HOUR_MS, later)).toBe(5);
    expect(await expectNoWrite(db, () => fetchMissedEvents(services, HOUR_MS, later))).toBe(0);
    await runQueues(services, later);
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "paid" });
  });

  test("are only those that are not known", async () => {
    const { db, services, stripe, resident_id, offer_id } = await aTradingShop();
    const { session_id } = await aHeldBooking(services, { id: "b1", resident_id, offer_id }, NOW);
    await stripe.pay(session_id, "card");
    const { data } = await stripe.stripe.events.list({ limit: 2 });
    for (const event of data) await receive(db, event);
    expect(await fetchMissedEvents(services, HOUR_MS, later)).toBe(3);
  });

  test("are found behind newer ones that did arrive", async () => {
    const { db, services, stripe, resident_id, offer_id } = await aTradingShop();
    const { session_id } = await aHeldBooking(services, { id: "b1", resident_id, offer_id }, NOW);
    await stripe.pay(session_id, "card");
    const newer = anEvent({ id: "evt_newer", type: "customer.created" });
    newer.created += 59 * 60;
    await receive(db, newer, addMs(NOW, HOUR_MS));
    expect(await fetchMissedEvents(services, HOUR_MS, addMs(NOW, HOUR_MS + SECOND_MS))).toBe(5);
  });

  test("are more than a page of the list", async () => {
    const { services, stripe, resident_id, offer_id } = await aTradingShop();
    for (let round = 1; round <= 9; round += 1) {
      const { session_id } = await aHeldBooking(services, { id: `b${round}`, resident_id, offer_id }, NOW);
      for (let tries = 0; tries < 5; tries += 1) await stripe.pay(session_id, "declined");
      await stripe.pay(session_id, "card");
      if (round % 3 === 0) {
        expect(await fetchMissedEvents(services, HOUR_MS, later)).toBeGreaterThan(0);
        await runQueues(services, later);
        await runQueues(services, later);
      }
    }
    expect(await fetchMissedEvents(services, HOUR_MS, later)).toBe(0);
  });

  test("are listed once by whatever runs everything that is due, and counted", async () => {
    const { db, services, stripe, resident_id, offer_id } = await aTradingShop();
    const { session_id } = await aHeldBooking(services, { id: "b1", resident_id, offer_id }, NOW);
    await stripe.pay(session_id, "card");
    const { api_base, secret_key } = services.settings.stripe;
    let list_count = 0;
    const way = await holdBack(String(api_base), (_method, path) => {
      list_count += path.startsWith("/v1/events?") ? 1 : 0;
      return false;
    });
    onTestFinished(() => way.close());
    const watched = { ...services, stripe: createStripe({ secret_key, api_base: new URL(way.url) }) };
    expect(await runEverythingDue(watched, later)).toMatchObject({
      missed_events: 5,
      events_done: 5,
      events_failed: 0,
    });
    expect(list_count).toBe(1);
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "paid" });
  });
});
