import { expect, test, vi } from "vitest";
import { aTradingShop, booked } from "#tests/support/a-trading-shop";
import { NOW } from "#tests/support/builders";
import { expectNoWrite } from "#tests/support/database-dump";
import { anIdleJob, changeJob, jobRow } from "#tests/support/queued-jobs";
import { runJobs } from "~/jobs/run-jobs.server";
import { runQueues } from "~/jobs/run-queues.server";
import { addMs, DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { delayRefund } from "~/payments/delay-refund.server";
import { findOldestDueOutboxAt, findOutboxRowByKey, listDueOutboxRows } from "~/payments/payments.queries.server";
import { queueRefund } from "~/payments/queue-refund.server";
import { receiveEvent } from "~/payments/receive-event.server";
import { inTransaction } from "~/platform/database.server";
import { enqueueJob } from "~/platform/enqueue-job.server";
import type { Stripe } from "~/platform/stripe.server";

vi.setConfig({ testTimeout: 30_000 });

/** What an hour ahead wrote, before the clock was put right. */
const AHEAD = addMs(NOW, HOUR_MS);
/** The longest that anything waits for its next try. */
const LONGEST = addMs(NOW, 5 * MINUTE_MS);

test.each(["ready", "sent"] as const)("a request that is %s is sent, though its next try lies ahead", async (state) => {
  const { db, services, resident_id, offer_id } = await aTradingShop();
  await booked(db, { id: "b1", resident_id, offer_id });
  const change = (next_try_at: Instant) =>
    db.write.updateTable("outbox").set({ state, tries_count: 1, next_try_at }).execute();
  await change(LONGEST);
  await expectNoWrite(db, () => runQueues(services, NOW));
  expect(await findOldestDueOutboxAt(db.read, NOW)).toBeUndefined();
  await change(AHEAD);
  expect(await findOldestDueOutboxAt(db.read, NOW)).toBe(NOW);
  expect(await runQueues(services, NOW)).toMatchObject({ outbox_sent: 1 });
});

test("an event is applied, though its next try lies ahead", async () => {
  const { db, services } = await aTradingShop();
  const event = { id: "evt_1", type: "of.no.concern", created: 0, data: { object: {} } } as unknown as Stripe.Event;
  await inTransaction(db, async (trx) => ok(await receiveEvent(trx, event, LONGEST)));
  await expectNoWrite(db, () => runQueues(services, NOW));
  await db.write.updateTable("stripe_event").set({ next_try_at: AHEAD }).execute();
  expect(await runQueues(services, NOW)).toMatchObject({ events_done: 1 });
});

test.each([
  ["put off", { tries_count: 1, next_try_at: AHEAD }],
  ["wanted at once by a clock that went ahead", { run_at: AHEAD, created_at: AHEAD, next_try_at: AHEAD }],
  ["left by a process that was killed then", { state: "running", lease_holder: "killed", lease_until: AHEAD }],
] as const)("a job that was %s is done", async (_how, change) => {
  const { db, services } = await aTradingShop();
  await anIdleJob(db, "a", NOW);
  await changeJob(db, "a", change);
  expect(await runJobs(services, NOW)).toEqual({ jobs_done: 1, jobs_failed: 0 });
});

test("a job that is wanted for another day waits for it", async () => {
  const { db, services } = await aTradingShop();
  const wanted = { kind: "send-notice", key: "a", input: { notice_id: "a" }, run_at: addMs(NOW, DAY_MS) } as const;
  await inTransaction(db, async (trx) => ok(await enqueueJob(trx, wanted, NOW)));
  await expectNoWrite(db, () => runJobs(services, NOW));
  expect(await jobRow(db, "a")).toMatchObject({ state: "ready" });
});

test("a refund that waits for the end of a dispute waits less than what a clock that was set back explains", async () => {
  const { db } = await aTradingShop();
  const refund = { refund_id: "r1", reference: "b1", charge_id: "ch_1", amount_minor: 1, key: "refund:r1" };
  await inTransaction(db, async (trx) => {
    await queueRefund(trx, refund, NOW);
    const row = await findOutboxRowByKey(trx, "refund:r1");
    return ok(await delayRefund(trx, row?.id ?? "", NOW));
  });
  expect(await listDueOutboxRows(db.read, NOW, 9)).toEqual([]);
  expect(await listDueOutboxRows(db.read, LONGEST, 9)).toHaveLength(1);
});
