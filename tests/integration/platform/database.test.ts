import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { migrateToLatest } from "#db/migrate";
import { aSignal } from "#tests/support/a-signal";
import { aCommunity } from "#tests/support/builders";
import { dumpOf, expectRefusal } from "#tests/support/database-dump";
import { aDatabase } from "#tests/support/test-database";
import { testEngine } from "#tests/support/test-engine";
import { failure, ok } from "~/kernel/result";
import { saveCategory } from "~/offers/save-category.server";
import { type Database, DatabaseBusyError, inTransaction, openDatabase, type Trx } from "~/platform/database.server";

// a busy machine may need long for many commits that must reach the disk
vi.setConfig({ testTimeout: 30_000 });

const CATEGORY = { id: "sport", name_zh: "运动", name_en: "Sport", is_sensitive: 0, sort: 9 };

async function categories(db: Database): Promise<unknown[]> {
  return (await dumpOf(db)).category ?? [];
}

describe("a transaction", () => {
  test("keeps what it wrote when its work is ok", async () => {
    const db = await aDatabase();
    const done = await inTransaction(db, async (trx) => ok(await saveCategory(trx, CATEGORY)));
    expect(done).toEqual({ ok: true, value: true });
    expect(await categories(db)).toEqual([CATEGORY]);
  });

  test("keeps nothing when its work gives an error, and hands the error on", async () => {
    const db = await aDatabase();
    const refuse = async (trx: Trx) => {
      await saveCategory(trx, CATEGORY);
      expect(await trx.selectFrom("category").selectAll().execute()).toHaveLength(1);
      return failure("sold-out");
    };
    await expectRefusal(db, () => inTransaction(db, refuse), "sold-out");
  });

  test("keeps nothing when its work throws, and the next one works", async () => {
    const db = await aDatabase();
    const stumble = async (trx: Trx) => {
      await saveCategory(trx, CATEGORY);
      throw new Error("stumbled");
    };
    await expect(inTransaction(db, stumble)).rejects.toThrow("stumbled");
    expect(await categories(db)).toEqual([]);
    expect((await inTransaction(db, async (trx) => ok(await saveCategory(trx, CATEGORY)))).ok).toBe(true);
  });

  test.runIf(testEngine() === "sqlite")(
    "is one at a time: what one read, no other changes before it wrote",
    async () => {
      const db = await aDatabase();
      await inTransaction(db, async (trx) => ok(await saveCategory(trx, { ...CATEGORY, sort: 0 })));
      const countUp = async (trx: Trx) => {
        const { sort } = await trx.selectFrom("category").select("sort").executeTakeFirstOrThrow();
        await sleep(1);
        await trx
          .updateTable("category")
          .set({ sort: sort + 1 })
          .execute();
        return ok();
      };
      await Promise.all(Array.from({ length: 50 }, () => inTransaction(db, countUp)));
      expect(await categories(db)).toMatchObject([{ sort: 50 }]);
    },
  );

  test("is not seen by the reader before it is kept", async () => {
    const db = await aDatabase();
    const [written, look] = aSignal();
    const [seen, goOn] = aSignal();
    const writing = inTransaction(db, async (trx) => {
      await saveCategory(trx, CATEGORY);
      look();
      await seen;
      return ok();
    });
    await written;
    expect(await categories(db)).toEqual([]);
    goOn();
    await writing;
    expect(await categories(db)).toHaveLength(1);
  });
});

describe("the database used inside its own transaction throws instead of waiting for ever:", () => {
  const refusal = /inside a transaction/;

  test("its reader", async () => {
    const db = await aDatabase();
    const read = () => inTransaction(db, async () => ok(await db.read.selectFrom("category").selectAll().execute()));
    await expect(read()).rejects.toThrow(refusal);
  });

  test("its writer", async () => {
    const db = await aDatabase();
    const write = () => inTransaction(db, async () => ok(await db.write.deleteFrom("category").execute()));
    await expect(write()).rejects.toThrow(refusal);
  });

  test("another transaction, however deep", async () => {
    const db = await aDatabase();
    const deep = async () => {
      await sleep(1);
      return Promise.all([inTransaction(db, async () => ok())]);
    };
    await expect(inTransaction(db, async () => ok(await deep()))).rejects.toThrow(refusal);
  });

  test("and what was begun in it may go on afterwards", async () => {
    const db = await aDatabase();
    let later: Promise<unknown> = Promise.resolve();
    await inTransaction(db, async () => {
      later = sleep(20).then(() => categories(db));
      return ok();
    });
    expect(await later).toEqual([]);
  });

  test("but another database may be used", async () => {
    const [db, other] = [await aDatabase(), await aDatabase()];
    await aCommunity(other);
    const begun = inTransaction(db, async () => ok());
    expect(
      await inTransaction(other, async (trx) => ok((await trx.selectFrom("category").selectAll().execute()).length)),
    ).toEqual({ ok: true, value: 3 });
    await begun;
  });
});

/** A database file of its own whose path another process can be told. */
async function aFile(): Promise<{ db: Database; file: string }> {
  const directory = mkdtempSync(join(tmpdir(), "shangju-lock-"));
  const file = join(directory, "shangju.sqlite");
  const db = openDatabase(`file:${file}`);
  await migrateToLatest(db.write);
  onTestFinished(async () => {
    await db.destroy();
    rmSync(directory, { recursive: true, force: true });
  });
  return { db, file };
}

/** Another process that holds the database's lock for `lock_ms`; resolves once it has it. */
async function lockedByAnother(file: string, lock_ms: number): Promise<ChildProcess> {
  const script = `
    const db = new (require("better-sqlite3"))(process.argv[1]);
    db.exec("begin immediate");
    console.log("locked");
    setTimeout(() => db.exec("commit"), Number(process.argv[2]));`;
  const child = spawn(process.execPath, ["-e", script, file, String(lock_ms)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  await once(child.stdout, "data");
  return child;
}

describe.runIf(testEngine() === "sqlite")("a lock of another process on the file", () => {
  test("of a second is waited for without stopping everything else, and nothing is lost", async () => {
    const { db, file } = await aFile();
    await lockedByAnother(file, 1_000);
    let tick_count = 0;
    const ticking = setInterval(() => {
      tick_count += 1;
    }, 20);
    const save = (sort: number) =>
      inTransaction(db, async (trx) => ok(await saveCategory(trx, { ...CATEGORY, id: `c${sort}`, sort })));
    const waiting = save(1);
    expect(await db.read.selectFrom("category").selectAll().execute()).toEqual([]);
    expect(await waiting).toEqual({ ok: true, value: true });
    clearInterval(ticking);
    expect(tick_count).toBeGreaterThan(5);
    expect(await categories(db)).toHaveLength(1);
  });

  test("is waited for by many at once, and all of them write", async () => {
    const { db, file } = await aFile();
    await lockedByAnother(file, 1_500);
    const saves = Array.from({ length: 60 }, (_, sort) =>
      inTransaction(db, async (trx) => ok(await saveCategory(trx, { ...CATEGORY, id: `c${sort}`, sort }))),
    );
    expect((await Promise.all(saves)).every(({ ok: is_done }) => is_done)).toBe(true);
    expect(await categories(db)).toHaveLength(60);
  });

  test("of more than three seconds is told as DatabaseBusyError, and the next write works once it is gone", async () => {
    const { db, file } = await aFile();
    const holder = await lockedByAnother(file, 3_600);
    const write = () => inTransaction(db, async (trx) => ok(await saveCategory(trx, CATEGORY)));
    await expect(write()).rejects.toThrow(DatabaseBusyError);
    if (holder.exitCode === null) await once(holder, "exit");
    expect(await write()).toEqual({ ok: true, value: true });
  }, 10_000);
});
