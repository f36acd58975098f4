import type Stripe from "stripe";
import { expect, test, vi } from "vitest";
import { aTradingShop, booked, type TradingShop } from "#tests/support/a-trading-shop";
import { NOW } from "#tests/support/builders";
import { expectNoWrite, expectRefusal } from "#tests/support/database-dump";
import { anIdleJob, changeJob, jobRow } from "#tests/support/queued-jobs";
import type { Queue } from "~/jobs/dead-letter";
import { countDeadLetters, listRetriesOf, listTroubledRows } from "~/jobs/dead-letters.queries.server";
import { retryDeadLetter } from "~/jobs/retry-dead-letter.server";
import { runJobs } from "~/jobs/run-jobs.server";
import { runQueues } from "~/jobs/run-queues.server";
import { addMs, MINUTE_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { findLatestCheckout, findOpeningOutboxRow } from "~/payments/payments.queries.server";
import { receiveEvent } from "~/payments/receive-event.server";
import { inTransaction } from "~/platform/database.server";

vi.setConfig({ testTimeout: 30_000 });

const later = addMs(NOW, MINUTE_MS);

function retry(shop: TradingShop, queue: Queue, row_id: string) {
  const letter = { queue, row_id, person_id: shop.resident_id };
  return inTransaction(shop.db, (trx) => retryDeadLetter(trx, letter, later));
}

/** One dead row in every queue; gives their ids. */
async function aShopWithDeadLetters() {
  const shop = await aTradingShop();
  const { db, resident_id, offer_id } = shop;
  await booked(db, { id: "b1", resident_id, offer_id });
  const outbox = (await findOpeningOutboxRow(db.read, "b1"))?.id ?? "";
  const ended = { finished_at: NOW, error: "no such price" };
  await db.write
    .updateTable("outbox")
    .set({ ...ended, state: "dead", tries_count: 1 })
    .execute();
  const event = { id: "evt_1", type: "customer.created", created: 1_785_895_200, data: { object: { id: "cus_1" } } };
  await inTransaction(db, async (trx) => ok(await receiveEvent(trx, event as unknown as Stripe.Event, NOW)));
  await db.write
    .updateTable("stripe_event")
    .set({ ...ended, state: "dead", tries_count: 8 })
    .execute();
  await anIdleJob(db, "a", NOW);
  await changeJob(db, "a", { ...ended, state: "dead", tries_count: 8 });
  return { shop, ids: { outbox, inbox: "evt_1", job: (await jobRow(db, "a")).id } };
}

test("what failed for good is listed with its input and its last error, and counted", async () => {
  const { shop, ids } = await aShopWithDeadLetters();
  expect(await countDeadLetters(shop.db.read)).toBe(3);
  for (const queue of ["outbox", "inbox", "job"] as const) {
    expect(await listTroubledRows(shop.db.read, queue, true)).toMatchObject([
      { queue, id: ids[queue], is_dead: true, error: "no such price", at: NOW },
    ]);
    expect(await listTroubledRows(shop.db.read, queue, false)).toEqual([]);
  }
});

test("what is tried for the third time and more is listed before it is dead", async () => {
  const { shop } = await aShopWithDeadLetters();
  const { db } = shop;
  const tried = { finished_at: null, tries_count: 1 };
  await db.write
    .updateTable("outbox")
    .set({ ...tried, state: "ready", tries_count: 3 })
    .execute();
  await db.write
    .updateTable("stripe_event")
    .set({ ...tried, state: "received", unanswered_count: 2 })
    .execute();
  await changeJob(db, "a", { ...tried, state: "ready", tries_count: 2 });
  const trying = await Promise.all(
    (["outbox", "inbox", "job"] as const).map((queue) => listTroubledRows(db.read, queue, false)),
  );
  expect(trying.map((rows) => rows.map(({ tries_count }) => tries_count))).toEqual([[3], [3], []]);
});

test("tried again it is done, and who wanted it is kept", async () => {
  const { shop, ids } = await aShopWithDeadLetters();
  for (const queue of ["outbox", "inbox", "job"] as const)
    expect(await retry(shop, queue, ids[queue])).toMatchObject({ ok: true });
  expect(await countDeadLetters(shop.db.read)).toBe(0);
  expect(await runQueues(shop.services, later)).toMatchObject({ outbox_sent: 1, events_done: 1 });
  expect(await runJobs(shop.services, later)).toEqual({ jobs_done: 1, jobs_failed: 0 });
  expect(await findLatestCheckout(shop.db.read, "b1")).toMatchObject({ state: "open" });
  const retries = await listRetriesOf(shop.db.read, Object.values(ids));
  expect(retries.map(({ queue, retried_at }) => `${queue} ${retried_at}`).sort()).toEqual(
    ["inbox", "job", "outbox"].map((queue) => `${queue} ${later}`),
  );
});

test("tried again twice is tried again once", async () => {
  const { shop, ids } = await aShopWithDeadLetters();
  for (const queue of ["outbox", "inbox", "job"] as const) {
    await retry(shop, queue, ids[queue]);
    await expectRefusal(shop.db, () => retry(shop, queue, ids[queue]), "not-dead");
  }
});

test("what is not there is not tried again", async () => {
  const { shop, ids } = await aShopWithDeadLetters();
  await expectRefusal(shop.db, () => retry(shop, "job", ids.outbox), "letter-unknown");
});

test("a request that is sent again is looked up first: the processor may have done it", async () => {
  const { shop, ids } = await aShopWithDeadLetters();
  const { db, services } = shop;
  await db.write.updateTable("outbox").set({ state: "ready", tries_count: 0, finished_at: null }).execute();
  await runQueues(services, NOW);
  const opened = await findLatestCheckout(db.read, "b1");
  await db.write.updateTable("checkout").set({ state: "opening", session_id: null, url: null }).execute();
  await db.write
    .updateTable("outbox")
    .set({ state: "dead", finished_at: NOW, tries_count: 1, key: "forgotten by the processor" })
    .execute();
  await retry(shop, "outbox", ids.outbox);
  expect(await runQueues(services, later)).toMatchObject({ outbox_sent: 1 });
  expect(await findLatestCheckout(db.read, "b1")).toMatchObject({ session_id: opened?.session_id });
  await expectNoWrite(db, () => runQueues(services, later));
});
