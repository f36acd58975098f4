import { setTimeout as sleep } from "node:timers/promises";
import SQLite from "better-sqlite3";
import { sql } from "kysely";
import { openDatabase } from "~/platform/database.server";
import type { ProductServer } from "./product-server";
import { testEngine } from "./test-engine";

const TABLES = "booking, outbox, stripe_event, ledger_head, lease";

/** Holds the database's lock for so long, as another process that writes does; reading stays possible. */
export async function holdLock(server: ProductServer, lock_ms: number): Promise<void> {
  const url = server.env.DATABASE_URL ?? "";
  if (testEngine() === "sqlite") {
    const other = new SQLite(url.replace("file:", ""), { timeout: 10_000 });
    other.exec("begin immediate");
    await sleep(lock_ms);
    other.exec("rollback");
    other.close();
    return;
  }
  const db = openDatabase(url);
  await db.write.transaction().execute(async (trx) => {
    await sql`set local lock_timeout = '30s'`.execute(trx);
    await sql.raw(`lock table ${TABLES} in exclusive mode`).execute(trx);
    await sleep(lock_ms);
  });
  await db.destroy();
}

/** Copies the database as a backup does while others write: page by page, or from one snapshot. Gives how often. */
export async function backUpFor(server: ProductServer, during_ms: number): Promise<number> {
  const started_ms = performance.now();
  let count = 0;
  for (; performance.now() - started_ms < during_ms; count += 1) await backUpOnce(server, count);
  return count;
}

async function backUpOnce(server: ProductServer, count: number): Promise<void> {
  const url = server.env.DATABASE_URL ?? "";
  if (testEngine() === "sqlite") {
    const source = new SQLite(url.replace("file:", ""), { readonly: true });
    // a few pages at a time, so that writers come between
    await source.backup(`${server.directory}/backup-${count % 2}.sqlite`, { progress: () => 50 });
    source.close();
    return;
  }
  const db = openDatabase(url);
  const tables = await db.read.introspection.getTables();
  await db.write
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute(async (trx) => {
      for (const { name } of tables) await sql`select * from ${sql.table(name)}`.execute(trx);
    });
  await db.destroy();
}
