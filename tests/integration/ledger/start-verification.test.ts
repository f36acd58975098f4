import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { KEYS } from "#tests/support/a-stripe";
import { NOW } from "#tests/support/builders";
import { tamper } from "#tests/support/tamper";
import { aDatabase, aDatabaseWithOpenBooks } from "#tests/support/test-database";
import { addMs, type Instant } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { failSilentRuns } from "~/ledger/fail-silent-runs.server";
import {
  findLastVerification,
  findRunningVerification,
  findVerificationRun,
  listVerificationRuns,
} from "~/ledger/ledger.queries.server";
import { startVerification } from "~/ledger/start-verification.server";
import type { VerificationReport } from "~/ledger/verification";
import { type Database, inTransaction } from "~/platform/database.server";
import { createLog } from "~/platform/log.server";
import { aJournal } from "./journal-fixture";

/** Under way in another process, and heard of just now. */
const RUN_ELSEWHERE = {
  id: "elsewhere",
  state: "running" as const,
  requested_by: null,
  started_at: NOW,
  finished_at: null,
  done_count: 250,
  total_count: 1_000,
  report_json: null,
  seen_at: NOW,
};

describe("a verification in the background", () => {
  test("ends sound, with who asked, how long and what it found", async () => {
    const db = await aDatabase();
    await aJournal(db, 3);
    const run_id = await start(db, "trustee");
    const run = await ended(db, run_id);
    expect(run).toMatchObject({
      state: "sound",
      requested_by: "trustee",
      done_count: 6,
      total_count: 6,
      finished_at: NOW,
    });
    expect(JSON.parse(run.report_json ?? "") as VerificationReport).toMatchObject({
      ok: true,
      count: 6,
      violations: [],
    });
    expect(await findLastVerification(db.read)).toEqual(run);
    expect(await findRunningVerification(db.read)).toBeUndefined();
  });

  test("of a journal that was touched names the entry", async () => {
    const db = await aDatabaseWithOpenBooks();
    await aJournal(db, 3);
    await tamper(db, "update posting set amount_minor = 1 where entry_seq = 4 and line = 0");
    const run = await ended(db, await start(db, null));
    expect(run).toMatchObject({ state: "violated", requested_by: null });
    const { violations } = JSON.parse(run.report_json ?? "") as VerificationReport;
    expect(violations.map(({ seq, rule }) => `${seq} ${rule}`)).toContain("4 hash");
  });

  test("is joined by whoever asks while it is under way, also in another process", async () => {
    const db = await aDatabase();
    await db.write.insertInto("verification_run").values(RUN_ELSEWHERE).execute();
    const joined = await Promise.all(Array.from({ length: 10 }, () => start(db, null)));
    expect(new Set(joined)).toEqual(new Set([RUN_ELSEWHERE.id]));
    expect(await listVerificationRuns(db.read, 10)).toHaveLength(1);
  });

  test("asked for ten times at once is never two at a time, and each is sound", async () => {
    const db = await aDatabase();
    await aJournal(db, 20);
    const started = await Promise.all(Array.from({ length: 10 }, () => start(db, null)));
    for (const run_id of new Set(started)) expect(await ended(db, run_id)).toMatchObject({ state: "sound" });
  });

  test("can be asked for again when it has ended", async () => {
    const db = await aDatabase();
    const first = await start(db, null);
    await ended(db, first);
    const second = await start(db, null);
    expect(second).not.toBe(first);
    await ended(db, second);
  });

  test("leaves the process free for others between its batches", async () => {
    const db = await aDatabase();
    await aJournal(db, 300);
    let turns_count = 0;
    const counting = setInterval(() => {
      turns_count += 1;
    }, 0);
    await ended(db, await start(db, null));
    clearInterval(counting);
    expect(turns_count).toBeGreaterThan(2);
  });
});

test("a run that gives no sign of life for 15 seconds has failed, and one of another living process goes on", async () => {
  const db = await aDatabase();
  await db.write.insertInto("verification_run").values(RUN_ELSEWHERE).execute();
  const failSilent = (now: Instant) => inTransaction(db, async (trx) => ok(await failSilentRuns(trx, now)));
  await failSilent(addMs(NOW, 14_999));
  expect(await start(db, null)).toBe(RUN_ELSEWHERE.id);
  await failSilent(addMs(NOW, 15_000));
  expect(await findVerificationRun(db.read, RUN_ELSEWHERE.id)).toMatchObject({ state: "failed" });
  const run_id = await start(db, null);
  expect(run_id).not.toBe(RUN_ELSEWHERE.id);
  await ended(db, run_id);
  await failSilent(addMs(NOW, 60_000));
  expect(await findVerificationRun(db.read, run_id)).toMatchObject({ state: "sound" });
});

async function start(db: Database, requested_by: string | null): Promise<string> {
  const services = { db, keys: KEYS, clock: () => NOW, log: createLog("silent") };
  const started = await startVerification(services, requested_by);
  if (!started.ok) throw new Error("not started");
  return started.value;
}

async function ended(db: Database, run_id: string) {
  return vi.waitFor(
    async () => {
      const run = await findVerificationRun(db.read, run_id);
      if (!run || run.state === "running") throw new Error("still running");
      await sleep(0);
      return run;
    },
    { timeout: 10_000, interval: 5 },
  );
}
