import { describe, expect, test, vi } from "vitest";
import { aStripe, servicesOf } from "#tests/support/a-stripe";
import { aTradingShop } from "#tests/support/a-trading-shop";
import { NOW, ZONE } from "#tests/support/builders";
import { expectNoWrite } from "#tests/support/database-dump";
import { anIdleJob, changeJob, jobRow } from "#tests/support/queued-jobs";
import { aDatabase } from "#tests/support/test-database";
import { runJobs } from "~/jobs/run-jobs.server";
import { startWorker } from "~/jobs/worker.server";
import { addMs, DAY_MS, type Instant, instant, SECOND_MS } from "~/kernel/instant";
import { failure, ok } from "~/kernel/result";
import { inTransaction } from "~/platform/database.server";
import { enqueueDaily } from "~/platform/enqueue-daily.server";
import { enqueueJob } from "~/platform/enqueue-job.server";
import { claimJob, finishJob, JOB_LEASE_MS, removeDoneJobs } from "~/platform/held-job.server";
import { TRIES_LIMIT_COUNT } from "~/platform/retry-pause";
import type { Services } from "~/platform/singletons.server";

// a busy machine may need long for many commits that must reach the disk
vi.setConfig({ testTimeout: 30_000 });

async function services(): Promise<Services> {
  return servicesOf(await aDatabase(), await aStripe(), NOW);
}

describe("a job", () => {
  test("is done once, when its time has come", async () => {
    const { db, ...others } = await services();
    await anIdleJob(db, "a", addMs(NOW, SECOND_MS));
    await expectNoWrite(db, () => runJobs({ ...others, db }, NOW));
    const later = addMs(NOW, SECOND_MS);
    expect(await runJobs({ ...others, db }, later)).toEqual({ jobs_done: 1, jobs_failed: 0 });
    expect(await jobRow(db, "a")).toMatchObject({
      state: "done",
      tries_count: 1,
      finished_at: later,
      lease_holder: null,
    });
    await expectNoWrite(db, () => runJobs({ ...others, db }, addMs(NOW, DAY_MS)));
  });

  test("wanted again under its key is one job", async () => {
    const { db } = await services();
    await anIdleJob(db, "a", NOW);
    await expectNoWrite(db, () => anIdleJob(db, "a", addMs(NOW, SECOND_MS)));
  });

  test("wanted in a transaction that comes to nothing is not wanted", async () => {
    const { db } = await services();
    const wanted = { kind: "send-notice", key: "a", input: { notice_id: "a" }, run_at: NOW } as const;
    await expectNoWrite(db, () =>
      inTransaction(db, async (trx) => {
        await enqueueJob(trx, wanted, NOW);
        return failure("refused");
      }),
    );
  });

  test("that cannot be done is tried eight times with growing pauses, then waits for a person with its reason", async () => {
    const all = await services();
    const { db } = all;
    await anIdleJob(db, "a", NOW);
    await changeJob(db, "a", { kind: "of-another-version" });
    const tried: Instant[] = [];
    for (let now = NOW; (await jobRow(db, "a")).state === "ready"; now = instant((await jobRow(db, "a")).next_try_at)) {
      await expectNoWrite(db, () => runJobs(all, addMs(now, -1)));
      expect(await runJobs(all, now)).toEqual({ jobs_done: 0, jobs_failed: 1 });
      tried.push(now);
    }
    expect(tried).toHaveLength(TRIES_LIMIT_COUNT);
    const row = await jobRow(db, "a");
    expect(row).toMatchObject({ state: "dead", tries_count: TRIES_LIMIT_COUNT, lease_holder: null });
    expect(row.error).toMatch(/of-another-version/);
    await expectNoWrite(db, () => runJobs(all, addMs(NOW, 30 * DAY_MS)));
  });

  test("that cannot be done keeps no other waiting", async () => {
    const all = await services();
    await anIdleJob(all.db, "a", NOW);
    await changeJob(all.db, "a", { kind: "of-another-version" });
    await anIdleJob(all.db, "b", NOW);
    expect(await runJobs(all, NOW)).toEqual({ jobs_done: 1, jobs_failed: 1 });
  });

  test("of which nobody knows whether it was done since its holder was killed is done by another", async () => {
    const all = await services();
    const { db } = all;
    await anIdleJob(db, "a", NOW);
    const { id } = await jobRow(db, "a");
    expect(await claimJob(db, id, "killed", NOW)).toMatchObject({ state: "running", tries_count: 1 });
    await expectNoWrite(db, () => runJobs(all, addMs(NOW, JOB_LEASE_MS - 1)));
    const later = addMs(NOW, JOB_LEASE_MS);
    expect(await runJobs(all, later)).toEqual({ jobs_done: 1, jobs_failed: 0 });
    await expectNoWrite(db, () => finishJob(db, id, "killed", addMs(later, SECOND_MS)));
  });

  test("that kills whoever does it waits for a person in the end", async () => {
    const all = await services();
    const { db } = all;
    await anIdleJob(db, "a", NOW);
    const { id } = await jobRow(db, "a");
    let now: Instant = NOW;
    for (let tries = 0; tries < TRIES_LIMIT_COUNT; tries += 1) {
      expect(await claimJob(db, id, `killed-${tries}`, now)).toBeDefined();
      now = addMs(now, JOB_LEASE_MS);
    }
    expect(await runJobs(all, now)).toEqual({ jobs_done: 0, jobs_failed: 0 });
    expect(await jobRow(db, "a")).toMatchObject({ state: "dead", tries_count: TRIES_LIMIT_COUNT });
  });

  test("is taken by one of several that want it at once", async () => {
    const { db } = await services();
    await anIdleJob(db, "a", NOW);
    const { id } = await jobRow(db, "a");
    const claims = await Promise.all(["one", "two", "three"].map((holder) => claimJob(db, id, holder, NOW)));
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
  });

  test("done long ago is forgotten, and no other", async () => {
    const all = await services();
    const { db } = all;
    await anIdleJob(db, "done", NOW);
    await runJobs(all, NOW);
    await anIdleJob(db, "ready", addMs(NOW, 60 * DAY_MS));
    expect(await removeDoneJobs(db, addMs(NOW, 30 * DAY_MS))).toBe(0);
    expect(await removeDoneJobs(db, addMs(NOW, 30 * DAY_MS + 1))).toBe(1);
    expect(await jobRow(db, "ready")).toMatchObject({ state: "ready" });
  });
});

describe("a daily job", () => {
  const wish = { kind: "announce-expiry", time: "09:00" } as const;

  test("is one a day of the community's zone, at its time", async () => {
    const { db } = await services();
    const want = (now: Instant) => inTransaction(db, async (trx) => ok(await enqueueDaily(trx, wish, ZONE, now)));
    await want(instant("2026-08-04T16:00:00.000Z"));
    await expectNoWrite(db, () => want(instant("2026-08-05T15:59:59.999Z")));
    await want(instant("2026-08-05T16:00:00.000Z"));
    expect(await jobRow(db, "announce-expiry:2026-08-05")).toMatchObject({
      run_at: "2026-08-05T01:00:00.000Z",
      input_json: '{"day":"2026-08-05"}',
    });
    expect(await jobRow(db, "announce-expiry:2026-08-06")).toMatchObject({ run_at: "2026-08-06T01:00:00.000Z" });
  });
});

test("the worker of a process does jobs as soon as it is woken, and none after it was stopped", async () => {
  const { services: all, db } = await aTradingShop();
  const worker = startWorker(all);
  await anIdleJob(db, "a", NOW);
  worker.wake();
  await vi.waitFor(async () => expect(await jobRow(db, "a")).toMatchObject({ state: "done" }), { timeout: 5_000 });
  await worker.stop();
  await anIdleJob(db, "b", NOW);
  worker.wake();
  expect(await jobRow(db, "b")).toMatchObject({ state: "ready" });
});

test("two processes do every job of many once", async () => {
  const all = await services();
  for (let count = 0; count < 20; count += 1) await anIdleJob(all.db, `job-${count}`, NOW);
  const [one, two] = await Promise.all([runJobs(all, NOW), runJobs(all, NOW)]);
  expect(one.jobs_done + two.jobs_done).toBe(20);
  const rows = await all.db.read.selectFrom("job").select(["state", "tries_count"]).execute();
  expect(new Set(rows.map(({ state, tries_count }) => `${state} ${tries_count}`))).toEqual(new Set(["done 1"]));
});
