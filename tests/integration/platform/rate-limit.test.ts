import { describe, expect, test } from "vitest";
import { aTradingShop } from "#tests/support/a-trading-shop";
import { NOW } from "#tests/support/builders";
import { dumpOf, expectNoWrite } from "#tests/support/database-dump";
import { aDatabase } from "#tests/support/test-database";
import { runUpkeep } from "~/jobs/run-upkeep.server";
import { addMs, type Instant, MINUTE_MS } from "~/kernel/instant";
import type { Database } from "~/platform/database.server";
import { countHits, findOverstep, giveBackHits, type Hit } from "~/platform/rate-limit.server";

const SECRET = "a-session-secret-for-tests-a-session-secret";
const THREE = { name: "three", most_count: 3, window_ms: 15 * MINUTE_MS };
const FIVE = { name: "five", most_count: 5, window_ms: 15 * MINUTE_MS };
const PHONE = "13900000001";
const END = addMs(NOW, 15 * MINUTE_MS);

const hit = (subject = PHONE, limit = THREE): Hit => ({ limit, subject });

function count(db: Database, hits: readonly Hit[] = [hit()], now: Instant = NOW) {
  return countHits(db, hits, SECRET, now);
}

async function fill(db: Database, times = 3): Promise<void> {
  for (let time = 0; time < times; time += 1) expect(await count(db)).toBeUndefined();
}

async function hitCounts(db: Database): Promise<number[]> {
  return ((await dumpOf(db)).rate_limit as { hit_count: number }[]).map(({ hit_count }) => hit_count).sort();
}

describe("a limit", () => {
  test("lets through as many as it says, and refuses the next until its window ends", async () => {
    const db = await aDatabase();
    await fill(db);
    expect(await count(db)).toMatchObject({ limit: THREE, until: END, is_first: true });
    expect(await count(db, [hit()], addMs(END, -1))).toMatchObject({ until: END, is_first: false });
  });

  test("begins anew when its window has ended, which refused tries do not postpone", async () => {
    const db = await aDatabase();
    await fill(db);
    for (let minute = 1; minute < 15; minute += 1) await count(db, [hit()], addMs(NOW, minute * MINUTE_MS));
    expect(await count(db, [hit()], END)).toBeUndefined();
    expect(await hitCounts(db)).toEqual([1]);
  });

  test("raises one alarm in a window, and writes nothing more for those it refuses", async () => {
    const db = await aDatabase();
    await fill(db);
    expect((await count(db))?.is_first).toBe(true);
    await expectNoWrite(db, async () => {
      for (let time = 0; time < 5; time += 1) expect((await count(db))?.is_first).toBe(false);
    });
  });

  test("hit by fifty at once lets through exactly as many as it says, and one of them raises the alarm", async () => {
    const db = await aDatabase();
    const answers = await Promise.all(Array.from({ length: 50 }, () => count(db)));
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(3);
    expect(answers.filter((answer) => answer?.is_first)).toHaveLength(1);
  });

  test("counts each subject and each name alone", async () => {
    const db = await aDatabase();
    await fill(db);
    expect(await count(db, [hit("13900000002")])).toBeUndefined();
    expect(await count(db, [hit(PHONE, FIVE)])).toBeUndefined();
    expect(await hitCounts(db)).toEqual([1, 1, 3]);
  });

  test("stores whom it counts only as a digest that needs the installation's secret", async () => {
    const db = await aDatabase();
    await count(db);
    const dump = JSON.stringify((await dumpOf(db)).rate_limit);
    expect([dump.includes(PHONE), /"key":"[0-9a-f]{64}"/.test(dump)]).toEqual([false, true]);
    expect(await countHits(db, [hit()], "another-secret-another-secret-another", NOW)).toBeUndefined();
    expect(await hitCounts(db)).toEqual([1, 1]);
  });
});

describe("several limits of one try", () => {
  test("are counted the narrowest first, and those behind a full one no more", async () => {
    const db = await aDatabase();
    const tries = [hit(), hit("everybody", FIVE)];
    for (let time = 0; time < 3; time += 1) expect(await count(db, tries)).toBeUndefined();
    for (let time = 0; time < 4; time += 1) expect((await count(db, tries))?.limit).toBe(THREE);
    expect(await hitCounts(db)).toEqual([3, 4]);
    const others = [hit("13900000002"), hit("everybody", FIVE)];
    for (let time = 0; time < 2; time += 1) expect(await count(db, others)).toBeUndefined();
    expect((await count(db, others))?.limit).toBe(FIVE);
  });
});

describe("a try that was right", () => {
  test("is taken back, so that being right often is no offence", async () => {
    const db = await aDatabase();
    for (let time = 0; time < 10; time += 1) {
      expect(await count(db)).toBeUndefined();
      await giveBackHits(db, [hit()], SECRET, NOW);
    }
    expect(await hitCounts(db)).toEqual([0]);
  });

  test("taken back from a window that has ended, or that there never was, changes nothing", async () => {
    const db = await aDatabase();
    await count(db);
    await expectNoWrite(db, () => giveBackHits(db, [hit(), hit("13900000002")], SECRET, END));
  });
});

describe("looking at a limit", () => {
  test("tells whether one more would be refused, and counts nothing", async () => {
    const db = await aDatabase();
    await fill(db, 2);
    expect(await findOverstep(db, [hit()], SECRET, NOW)).toBeUndefined();
    await count(db);
    await expectNoWrite(db, async () => {
      expect(await findOverstep(db, [hit()], SECRET, NOW)).toMatchObject({ until: END, is_first: true });
    });
    await count(db);
    expect(await findOverstep(db, [hit()], SECRET, NOW)).toMatchObject({ is_first: false });
    expect(await findOverstep(db, [hit()], SECRET, END)).toBeUndefined();
  });
});

test("windows that have ended are forgotten by the upkeep, open ones stay", async () => {
  const { db, services } = await aTradingShop();
  await count(db);
  await count(db, [hit("13900000002")], addMs(NOW, MINUTE_MS));
  expect(await runUpkeep(services, END)).toMatchObject({ limits_forgotten: 1 });
  expect(await runUpkeep(services, END)).toMatchObject({ limits_forgotten: 0 });
  expect(await hitCounts(db)).toEqual([1]);
});
