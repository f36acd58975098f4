import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import { aTradingShop, booked, type TradingShop } from "#tests/support/a-trading-shop";
import { NOW } from "#tests/support/builders";
import { workInTurn } from "~/jobs/work-in-turn.server";
import { startWorker, type Worker } from "~/jobs/worker.server";
import { addMs, type Instant, SECOND_MS } from "~/kernel/instant";
import { findLatestCheckout } from "~/payments/payments.queries.server";
import { systemClock } from "~/platform/clock.server";
import { createStripe } from "~/platform/stripe.server";

// a busy machine may need long for many commits that must reach the disk
vi.setConfig({ testTimeout: 30_000 });

/** A shop whose workers all read one clock that the test moves. */
async function aShopWithClock(): Promise<TradingShop & { start: () => Worker; moveTo: (now: Instant) => void }> {
  const shop = await aTradingShop();
  let now = NOW;
  const services = { ...shop.services, clock: () => now };
  const start = () => {
    const worker = startWorker(services);
    onTestFinished(() => worker.stop());
    return worker;
  };
  const moveTo = (at: Instant) => {
    now = at;
  };
  return { ...shop, services, start, moveTo };
}

async function leaseOf({ db }: TradingShop) {
  return db.read.selectFrom("lease").selectAll().where("name", "=", "worker").executeTakeFirst();
}

/** Waits for a fact that a worker brings about. */
function eventually(fact: () => Promise<void>): Promise<void> {
  return vi.waitFor(fact, { timeout: 5_000, interval: 20 });
}

test("the worker sends what was committed, as soon as it is woken", async () => {
  const shop = await aShopWithClock();
  const worker = shop.start();
  await booked(shop.db, { id: "b1", resident_id: shop.resident_id, offer_id: shop.offer_id });
  worker.wake();
  await eventually(async () => {
    expect(await findLatestCheckout(shop.db.read, "b1")).toMatchObject({ state: "open" });
  });
});

test("of two workers on one database one works, and the other goes on when it stops", async () => {
  const shop = await aShopWithClock();
  const first = shop.start();
  await eventually(async () => expect(await leaseOf(shop)).toBeDefined());
  const holder = (await leaseOf(shop))?.holder;
  const second = shop.start();
  shop.moveTo(addMs(NOW, 3 * SECOND_MS));
  first.wake();
  await eventually(async () => {
    expect(await leaseOf(shop)).toMatchObject({ holder, expires_at: addMs(NOW, 7 * SECOND_MS) });
  });
  second.wake();
  await sleep(100);
  expect(await leaseOf(shop)).toMatchObject({ holder });
  await first.stop();
  await booked(shop.db, { id: "b1", resident_id: shop.resident_id, offer_id: shop.offer_id });
  second.wake();
  await eventually(async () => {
    expect((await leaseOf(shop))?.holder).not.toBe(holder);
    expect(await findLatestCheckout(shop.db.read, "b1")).toMatchObject({ state: "open" });
  });
});

test("a killed worker's lease is respected to its end, and then taken over", async () => {
  const shop = await aShopWithClock();
  const killed = { name: "worker", holder: "killed", expires_at: addMs(NOW, 4 * SECOND_MS) };
  await shop.db.write.insertInto("lease").values(killed).execute();
  const worker = shop.start();
  shop.moveTo(addMs(NOW, 4 * SECOND_MS - 1));
  await booked(shop.db, { id: "b1", resident_id: shop.resident_id, offer_id: shop.offer_id });
  worker.wake();
  await sleep(100);
  expect(await leaseOf(shop)).toMatchObject(killed);
  expect(await findLatestCheckout(shop.db.read, "b1")).toMatchObject({ state: "opening" });
  shop.moveTo(addMs(NOW, 4 * SECOND_MS));
  worker.wake();
  await eventually(async () => {
    expect((await leaseOf(shop))?.holder).not.toBe("killed");
    expect(await findLatestCheckout(shop.db.read, "b1")).toMatchObject({ state: "open" });
  });
});

test("a worker that is stopped finishes its round and does nothing more", async () => {
  const shop = await aShopWithClock();
  const worker = shop.start();
  await worker.stop();
  await worker.stop();
  await booked(shop.db, { id: "b1", resident_id: shop.resident_id, offer_id: shop.offer_id });
  worker.wake();
  expect(await findLatestCheckout(shop.db.read, "b1")).toMatchObject({ state: "opening" });
});

test("while the processor is down the worker lives on, and does its work when it is back", async () => {
  const shop = await aTradingShop();
  let now = NOW;
  const down = createStripe({ secret_key: "sk_test_gone", api_base: new URL("http://127.0.0.1:1") });
  const services = { ...shop.services, stripe: down, clock: () => now };
  const worker = startWorker(services);
  onTestFinished(() => worker.stop());
  await booked(shop.db, { id: "b1", resident_id: shop.resident_id, offer_id: shop.offer_id });
  worker.wake();
  await eventually(async () => {
    const row = await shop.db.read.selectFrom("outbox").selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ state: "ready", tries_count: 1 });
  });
  services.stripe = shop.services.stripe;
  now = addMs(NOW, 5 * SECOND_MS);
  worker.wake();
  await eventually(async () => {
    expect(await findLatestCheckout(shop.db.read, "b1")).toMatchObject({ state: "open" });
  });
});

test("a command is given the worker's turn, and the worker goes on when it is done", async () => {
  const shop = await aTradingShop();
  // what goes on in the real time of two processes
  const services = { ...shop.services, clock: systemClock };
  const worker = startWorker(services);
  onTestFinished(() => worker.stop());
  await eventually(async () => expect(await leaseOf(shop)).toBeDefined());
  const server = (await leaseOf(shop))?.holder;
  const done = await workInTurn(services, async () => {
    const holder = (await leaseOf(shop))?.holder;
    await booked(shop.db, { id: "b1", resident_id: shop.resident_id, offer_id: shop.offer_id });
    worker.wake();
    await sleep(300);
    return { holder, checkout: await findLatestCheckout(shop.db.read, "b1") };
  });
  expect(done.ok && done.value.holder).not.toBe(server);
  expect(done).toMatchObject({ ok: true, value: { checkout: { state: "opening" } } });
  worker.wake();
  await eventually(async () => {
    expect(await findLatestCheckout(shop.db.read, "b1")).toMatchObject({ state: "open" });
  });
});

test("a command that is not given its turn does nothing, and asks for it no more", async () => {
  const shop = await aTradingShop();
  const stubborn = { name: "worker", holder: "another", expires_at: addMs(NOW, 4 * SECOND_MS) };
  await shop.db.write.insertInto("lease").values(stubborn).execute();
  const refused = await workInTurn(shop.services, async () => expect.unreachable(), 0);
  expect(refused).toEqual({ ok: false, error: "worker-busy" });
  expect(await leaseOf(shop)).toMatchObject(stubborn);
  const turn = await shop.db.read.selectFrom("lease").selectAll().where("name", "=", "worker-turn").execute();
  expect(turn).toMatchObject([{ expires_at: NOW }]);
});
