import { beforeAll, expect, test } from "vitest";
import type { Workplace } from "#tests/support/command-line";
import { freePort } from "#tests/support/free-port";
import { seededDemo } from "#tests/support/seeded-demo";
import { tamper } from "#tests/support/tamper";
import { type Database, openDatabase } from "~/platform/database.server";

let demo: Awaited<ReturnType<typeof seededDemo>>;
beforeAll(async () => {
  demo = await seededDemo();
}, 120_000);

/** The place with a processor's address of its own, where nobody answers yet. */
async function aPlace(): Promise<Workplace> {
  return demo.copy({ STRIPE_API_BASE: `http://127.0.0.1:${await freePort()}` });
}

async function withDatabaseOf<T>(place: Workplace, work: (db: Database) => Promise<T>): Promise<T> {
  const db = openDatabase((place.env.DATABASE_URL ?? "").replace("file:./", `file:${place.directory}/`));
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

test("reconcile starts the simulator on its file, finds nothing on the demo's history and exits with 0", async () => {
  const place = await aPlace();
  const { code, stdout } = await place.run("reconcile", "--json");
  expect(code).toBe(0);
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ ok: true, state: "agrees", currency: "cny", settling_count: 0, differences: [] });
  expect(report.processor.count).toBeGreaterThan(0);
  expect(report.processor.sum_minor).toBe(report.ledger.balance_minor);
  expect(report.processor.balance_minor).toBe(report.ledger.balance_minor);
  expect(await place.run("reconcile")).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^agrees: \d+ transactions, /),
  });
}, 60_000);

test("reconcile exits with 1, names the transaction by its id and corrects nothing", async () => {
  const place = await aPlace();
  const changed = await withDatabaseOf(place, async (db) => {
    const { seq } = await db.read
      .selectFrom("journal_entry")
      .select("seq")
      .where("kind", "=", "stripe_fee")
      .orderBy("seq")
      .limit(1)
      .executeTakeFirstOrThrow();
    await tamper(db, `update posting set amount_minor = amount_minor * 2 where entry_seq = ${seq}`);
    return db.read
      .selectFrom("journal_entry")
      .innerJoin("posting", "posting.entry_seq", "journal_entry.seq")
      .select(["balance_transaction_id", "amount_minor"])
      .where("seq", "=", seq)
      .where("account", "=", "assets:stripe")
      .executeTakeFirstOrThrow();
  });
  const { code, stdout } = await place.run("reconcile", "--json");
  expect(code).toBe(1);
  const fee_minor = -changed.amount_minor / 2;
  expect(JSON.parse(stdout).differences).toMatchObject([
    { kind: "amount-differs", balance_transaction: changed.balance_transaction_id, difference_minor: fee_minor },
    { kind: "sum-differs", balance_transaction: null, difference_minor: fee_minor },
  ]);
  await withDatabaseOf(place, async (db) => {
    const rows = await db.read.selectFrom("incident").select(["kind", "resolved_at"]).orderBy("kind").execute();
    expect(rows).toEqual([
      { kind: "amount-differs", resolved_at: null },
      { kind: "sum-differs", resolved_at: null },
    ]);
  });
}, 90_000);

test("a processor that is not reached makes it 2, opens no incident, and is written down", async () => {
  const place = await demo.copy({ STRIPE_API_BASE: `https://127.0.0.1:${await freePort()}` });
  const { code, stdout, stderr } = await place.run("reconcile");
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("the processor was not reached");
  const asked = await place.run("reconcile", "--json");
  expect(asked.code).toBe(2);
  expect(JSON.parse(asked.stdout)).toMatchObject({ ok: false, state: "unreached" });
  await withDatabaseOf(place, async (db) => {
    expect(await db.read.selectFrom("incident").selectAll().execute()).toEqual([]);
    const runs = await db.read.selectFrom("reconciliation_run").select("state").execute();
    expect(runs).toEqual([{ state: "unreached" }, { state: "unreached" }]);
  });
}, 60_000);

test("reconcile takes nothing but --json", async () => {
  const { code, stderr } = await (await aPlace()).run("reconcile", "--repair");
  expect(code).toBe(2);
  expect(stderr).toContain("usage: npm run reconcile -- [--json]");
}, 60_000);
