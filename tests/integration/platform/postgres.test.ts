import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { findUnfitness } from "#db/database-place";
import { aSignal } from "#tests/support/a-signal";
import { NOW } from "#tests/support/builders";
import { dropDatabase, onServer, postgresUrl } from "#tests/support/postgres-database";
import { aDatabase, aDatabaseWithOpenBooks } from "#tests/support/test-database";
import { testEngine } from "#tests/support/test-engine";
import { failure, ok } from "~/kernel/result";
import { type Database, DatabaseBusyError, inTransaction, openDatabase, type Trx } from "~/platform/database.server";
import { isDatabaseUnavailable } from "~/platform/database-error.server";
import { lockName } from "~/platform/lock-name.server";

const lease = (name: string, holder: string) => ({ name, holder, expires_at: NOW });

const setHolder = (trx: Trx, name: string, holder: string) =>
  trx.updateTable("lease").set({ holder }).where("name", "=", name).execute();

/** Two rows that transactions can get into each other's way with. */
async function twoRows(db: Database): Promise<void> {
  await db.write
    .insertInto("lease")
    .values([lease("one", "nobody"), lease("other", "nobody")])
    .execute();
}

const holders = async (db: Database) =>
  (await db.read.selectFrom("lease").select(["name", "holder"]).orderBy("name").execute()).map(({ holder }) => holder);

describe.runIf(testEngine() === "postgres")("on PostgreSQL", () => {
  test("two transactions that lock each other out are both kept: the victim is repeated", async () => {
    const db = await aDatabase();
    await twoRows(db);
    let attempt_count = 0;
    const both = (first: string, then: string, holder: string) =>
      inTransaction(db, async (trx) => {
        attempt_count += 1;
        await setHolder(trx, first, holder);
        await sleep(50);
        await setHolder(trx, then, holder);
        return ok();
      });
    const outcomes = await Promise.all([both("one", "other", "left"), both("other", "one", "right")]);
    expect(outcomes.every((outcome) => outcome.ok)).toBe(true);
    expect(attempt_count).toBe(3);
    expect(new Set(await holders(db)).size).toBe(1);
  });

  test("also after long work, which is no waiting", async () => {
    const db = await aDatabase();
    await twoRows(db);
    const slowly = (first: string, then: string) =>
      inTransaction(db, async (trx) => {
        await setHolder(trx, first, first);
        await sleep(3_200);
        await setHolder(trx, then, first);
        return ok();
      });
    const outcomes = await Promise.all([slowly("one", "other"), slowly("other", "one")]);
    expect(outcomes.every((outcome) => outcome.ok)).toBe(true);
  });

  test("a statement prepared before a migration is prepared anew, outside and inside a transaction", async () => {
    const db = await aDatabase();
    await twoRows(db);
    const readAll = () => db.read.selectFrom("lease").selectAll().execute();
    const lockAll = () =>
      inTransaction(db, async (trx) => ok(await trx.selectFrom("lease").selectAll().orderBy("name").execute()));
    await Promise.all([readAll(), lockAll()]);
    await sql`alter table lease add column added_later text`.execute(db.write);
    expect(await readAll()).toHaveLength(2);
    expect(await lockAll()).toMatchObject({ ok: true, value: [{ added_later: null }, { added_later: null }] });
  });

  test("pages are read while ten writers wait for one row", async () => {
    const db = await aDatabase();
    await twoRows(db);
    const [held, letGo] = aSignal();
    const holding = inTransaction(db, async (trx) => {
      await setHolder(trx, "one", "holder");
      await held;
      return ok();
    });
    const waiting = Array.from({ length: 12 }, () =>
      inTransaction(db, async (trx) => ok(await setHolder(trx, "one", "next"))),
    );
    await sleep(100);
    expect(await holders(db)).toEqual(["nobody", "nobody"]);
    letGo();
    await Promise.all([holding, ...waiting]);
    expect(await holders(db)).toEqual(["next", "nobody"]);
  });

  test("a transaction that was not the first to add a row is repeated, and finds it", async () => {
    const db = await aDatabase();
    const claim = (holder: string) =>
      inTransaction<string, "taken">(db, async (trx) => {
        const known = await trx.selectFrom("lease").select("holder").where("name", "=", "one").executeTakeFirst();
        if (known) return failure("taken");
        await sleep(20);
        await trx.insertInto("lease").values(lease("one", holder)).execute();
        return ok(holder);
      });
    const outcomes = await Promise.all(Array.from({ length: 8 }, (_, index) => claim(`p${index}`)));
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.error === "taken")).toHaveLength(7);
  });

  test("a row that exists for good is told as the violation it is", async () => {
    const db = await aDatabase();
    await twoRows(db);
    const add = () =>
      inTransaction(db, async (trx) => ok(await trx.insertInto("lease").values(lease("one", "x")).execute()));
    await expect(add()).rejects.toThrow(/duplicate key/);
  });

  test("a lock held for more than three seconds is told as DatabaseBusyError, and the next write works", async () => {
    const db = await aDatabase();
    await twoRows(db);
    const holding = inTransaction(db, async (trx) => {
      await setHolder(trx, "one", "slow");
      await sleep(4_500);
      return ok();
    });
    await sleep(100);
    const write = () => inTransaction(db, async (trx) => ok(await setHolder(trx, "one", "next")));
    await expect(write()).rejects.toThrow(DatabaseBusyError);
    await holding;
    expect((await write()).ok).toBe(true);
    expect(await holders(db)).toEqual(["next", "nobody"]);
  });

  test("connections that the server ends fail as unavailable, keep nothing, and are replaced", async () => {
    const db = await aDatabase();
    await twoRows(db);
    const cut = inTransaction(db, async (trx) => {
      await setHolder(trx, "one", "cut");
      await sql`select pg_terminate_backend(pg_backend_pid())`.execute(trx);
      return ok();
    });
    const error = await cut.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(isDatabaseUnavailable(error)).toBe(true);
    expect(await holders(db)).toEqual(["nobody", "nobody"]);
  });

  test("what holds a name keeps others out until it ends", async () => {
    const db = await aDatabase();
    const order: string[] = [];
    const named = (who: string, name: string) =>
      inTransaction(db, async (trx) => {
        await lockName(trx, name);
        order.push(`${who} in`);
        await sleep(50);
        order.push(`${who} out`);
        return ok();
      });
    await Promise.all([named("a", "booking:1"), named("b", "booking:1")]);
    expect([order[0]?.[0], order[2]?.[0]]).toEqual([order[1]?.[0], order[3]?.[0]]);
  });

  test("a whole number beyond 2^53 is refused, never rounded", async () => {
    const db = await aDatabase();
    const read = (text: string) => sql<{ n: number }>`select ${sql.raw(text)} as n`.execute(db.read);
    expect((await read("9007199254740991::bigint")).rows).toEqual([{ n: 9_007_199_254_740_991 }]);
    await expect(read("9007199254740992::bigint")).rejects.toThrow(/not a safe whole number/);
    await expect(read("1.5::numeric")).rejects.toThrow(/not a safe whole number/);
  });

  test.each(["journal_entry", "posting", "anchor"])(
    "the table %s cannot be emptied past its row triggers",
    async (table) => {
      const db = await aDatabaseWithOpenBooks();
      await expect(sql`truncate ${sql.table(table)} cascade`.execute(db.write)).rejects.toThrow(/append-only/);
    },
  );

  test("a database that sorts by a language's rules is named unfit, with the command that makes a fit one", async () => {
    const server = inject("postgres_server");
    const name = `test_icu_${process.pid}`;
    const create = `create database ${name} template template0 locale_provider icu icu_locale 'zh' locale 'C'`;
    await onServer(server, (db) => sql.raw(create).execute(db.write));
    onTestFinished(() => dropDatabase(server, name));
    const icu = openDatabase(postgresUrl(server, name));
    onTestFinished(() => icu.destroy());
    expect(await findUnfitness(postgresUrl(server, name), icu.write)).toContain(`--locale=C ${name}`);
    const fit = await aDatabase();
    expect(await findUnfitness(postgresUrl(server, "fit"), fit.write)).toBeUndefined();
  });
});
