import { expect, test } from "vitest";
import { NOW } from "#tests/support/builders";
import { aDatabase } from "#tests/support/test-database";
import { takeLease } from "~/jobs/take-lease.server";
import { addMs, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { type Database, inTransaction } from "~/platform/database.server";

/** `holder` takes the lease for four seconds; true where it got it. */
async function take(db: Database, holder: string, now: Instant): Promise<boolean> {
  const lease = { name: "worker", holder, expires_at: addMs(now, 4 * SECOND_MS) };
  const taken = await inTransaction(db, async (trx) => ok(await takeLease(trx, lease, now)));
  return taken.ok && taken.value;
}

test("a lease is somebody else's until it has run out", async () => {
  const db = await aDatabase();
  expect(await take(db, "one", NOW)).toBe(true);
  expect(await take(db, "other", addMs(NOW, 3 * SECOND_MS))).toBe(false);
  expect(await take(db, "one", addMs(NOW, 3 * SECOND_MS))).toBe(true);
  expect(await take(db, "other", addMs(NOW, 7 * SECOND_MS))).toBe(true);
});

test("a lease of a process that died before the clock was set back keeps nobody from working", async () => {
  const db = await aDatabase();
  expect(await take(db, "dead", addMs(NOW, HOUR_MS))).toBe(true);
  expect(await take(db, "other", NOW)).toBe(true);
});

test("clocks that differ by seconds take no lease from each other", async () => {
  const db = await aDatabase();
  expect(await take(db, "one", addMs(NOW, MINUTE_MS / 2))).toBe(true);
  expect(await take(db, "other", NOW)).toBe(false);
});
