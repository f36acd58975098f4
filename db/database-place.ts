import { closeSync, existsSync, fstatSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import SQLite from "better-sqlite3";
import { type Kysely, sql } from "kysely";
import { isPostgres, sqliteFile } from "#db/connect";
import type { Schema } from "#db/schema/schema";
import { openDatabase } from "~/platform/database.server";

/** PostgreSQL's own database, from which others are made. */
const MAINTENANCE_DATABASE = "postgres";
/** Texts are compared and sorted by code points, as SQLite does: keys, ids and instants mean the same on both. */
const CODE_POINT_COLLATIONS = ["C", "POSIX", "C.UTF-8", "C.utf8"];

/** A database's address as people may see it: without user and password. */
export function databaseName(url: string): string {
  if (!isPostgres(url)) return url;
  const { host, pathname } = new URL(url);
  return `postgres://${host}${pathname}`;
}

/** True when there is a database at `url`, with or without anything in it. A server that does not answer throws. */
export async function databaseExists(url: string): Promise<boolean> {
  if (!isPostgres(url)) return existsSync(sqliteFile(url));
  const db = openDatabase(url);
  try {
    await sql`select 1`.execute(db.read);
    return true;
  } catch (error) {
    const { cause } = error as { cause?: { code?: string } };
    if (cause?.code === NO_SUCH_DATABASE) return false;
    throw error;
  } finally {
    await db.destroy();
  }
}

/** invalid_catalog_name. A role that may use its own database alone can be told so too. */
const NO_SUCH_DATABASE = "3D000";

/** What a PostgreSQL database must be changed in before it can be used, in words; undefined where nothing. */
export async function findUnfitness(url: string, db: Kysely<Schema>): Promise<string | undefined> {
  if (!isPostgres(url)) return undefined;
  const { rows } = await sql<{ encoding: string; provider: string; collation: string }>`
    select pg_encoding_to_char(encoding) as encoding, datlocprovider as provider, datcollate as collation
    from pg_database where datname = current_database()`.execute(db);
  const [found] = rows;
  // the other providers are ICU, which has no order by code points, and PostgreSQL's own, which has no other
  const sorts_by_code_points =
    found?.provider === "b" || (found?.provider === "c" && CODE_POINT_COLLATIONS.includes(found.collation));
  if (found?.encoding === "UTF8" && sorts_by_code_points) return undefined;
  const create = `createdb --template=template0 --encoding=UTF8 --locale=C ${nameIn(url)}`;
  return `is ${found?.encoding} and does not sort by code points: make it with \`${create}\``;
}

/**
 * Puts a whole new database in the place of the one at `url`: `fill` gets the address of an empty one beside it, which
 * is moved there when it says true. Killed half-way, it leaves nothing that looks finished; not allowed to make a
 * database, it leaves the old one.
 */
export async function replaceDatabase(url: string, fill: (unfinished_url: string) => Promise<boolean>) {
  const unfinished_url = await makeUnfinished(url);
  await removeDatabase(url);
  if (!(await fill(unfinished_url))) return false;
  await putInPlace(url, unfinished_url);
  return true;
}

/**
 * As `replaceDatabase`, but the database at `url` stays until the new one is whole: when `fill` says false or throws,
 * nothing has changed. Nobody may be using the old one (`DatabaseInUse`), and until the end nobody can write to it: what
 * was acknowledged there would be lost. A PostgreSQL role must be allowed to make databases.
 */
export async function exchangeDatabase(url: string, fill: (unfinished_url: string) => Promise<boolean>) {
  const lock = isPostgres(url) ? undefined : lockFile(sqliteFile(url));
  try {
    const unfinished_url = await makeUnfinished(url);
    let is_filled = false;
    try {
      is_filled = await fill(unfinished_url);
    } finally {
      if (!is_filled) await removeDatabase(unfinished_url);
    }
    if (is_filled) await putInPlace(url, unfinished_url);
    return is_filled;
  } finally {
    lock?.release();
  }
}

/** Another process has the database open; on PostgreSQL the server says it in its own words. */
export class DatabaseInUse extends Error {}

/**
 * Keeps everybody from a SQLite file; undefined where there is none, or what is there is no database. Who opened it
 * meanwhile waits, and would be let in when the name belongs to another file already: where that is so, the one without
 * a name is made unreadable before it is released, so that nobody is told that something was kept in it.
 */
function lockFile(file: string): { release(): void } | undefined {
  if (!existsSync(file)) return undefined;
  const raw = new SQLite(file, { timeout: 0 });
  try {
    raw.pragma("locking_mode = EXCLUSIVE");
    raw.pragma("journal_mode = DELETE");
    raw.exec("begin exclusive");
  } catch (error) {
    raw.close();
    if (isBusy(error)) throw new DatabaseInUse(`${file}: is in use`);
    return undefined;
  }
  // opened before the lock is released and closed after: closing any handle of a file gives up all its locks
  const handle = openSync(file, "r+");
  return {
    release() {
      if (fstatSync(handle).nlink === 0) writeSync(handle, "replaced by a restore\0", 0);
      raw.close();
      closeSync(handle);
    },
  };
}

/** True while another process has the database at `url` open. One that cannot be read is used by nobody. */
export async function isDatabaseInUse(url: string): Promise<boolean> {
  if (!isPostgres(url)) return existsSync(sqliteFile(url)) && isFileInUse(sqliteFile(url));
  return onServer(url, async (server) => {
    const { rows } = await sql`select 1 from pg_stat_activity where datname = ${nameIn(url)}`.execute(server);
    return rows.length > 0;
  });
}

/** Leaving the log's mode needs the file alone, and brings what the log holds back into it. */
function isFileInUse(file: string): boolean {
  let raw: SQLite.Database | undefined;
  try {
    raw = new SQLite(file, { timeout: 0 });
    raw.pragma("journal_mode = DELETE");
    return false;
  } catch (error) {
    return isBusy(error);
  } finally {
    raw?.close();
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof SQLite.SqliteError && error.code.startsWith("SQLITE_BUSY");
}

async function makeUnfinished(url: string): Promise<string> {
  const unfinished_url = besideUrl(url, "unfinished");
  await removeDatabase(unfinished_url);
  if (isPostgres(url)) {
    const create = `create database ${quoted(unfinished_url)} template template0 encoding 'UTF8' locale 'C'`;
    await onServer(url, (server) => sql.raw(create).execute(server));
  }
  return unfinished_url;
}

/** In one step: at no moment is there half of one, and where it is cut off the old one stands. */
async function putInPlace(url: string, unfinished_url: string): Promise<void> {
  if (!isPostgres(url)) {
    // a log that was left beside would be taken for the new file's
    for (const ending of LOG_ENDINGS) rmSync(`${sqliteFile(url)}${ending}`, { force: true });
    renameSync(sqliteFile(unfinished_url), sqliteFile(url));
    syncDirectory(dirname(sqliteFile(url)));
    return;
  }
  const replaced_url = besideUrl(url, "replaced");
  await removeDatabase(replaced_url);
  const rename = (from: string, to: string) => sql.raw(`alter database ${quoted(from)} rename to ${quoted(to)}`);
  const is_taken = await databaseExists(url);
  await onServer(url, (server) =>
    server.transaction().execute(async (trx) => {
      if (is_taken) await rename(url, replaced_url).execute(trx);
      await rename(unfinished_url, url).execute(trx);
    }),
  );
  await removeDatabase(replaced_url);
}

/** Until then, what a machine that loses its power finds under a name may be the file that had it before. */
function syncDirectory(directory: string): void {
  const handle = openSync(directory, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** What lies beside SQLite's file while it is open. */
const LOG_ENDINGS = ["-wal", "-shm"];

async function removeDatabase(url: string): Promise<void> {
  if (isPostgres(url)) {
    await onServer(url, (server) => sql.raw(`drop database if exists ${quoted(url)} with (force)`).execute(server));
    return;
  }
  for (const ending of ["", ...LOG_ENDINGS]) rmSync(`${sqliteFile(url)}${ending}`, { force: true });
}

function besideUrl(url: string, word: "unfinished" | "replaced"): string {
  if (!isPostgres(url)) return `${url}.${word}`;
  const beside = new URL(url);
  beside.pathname += `_${word}`;
  return beside.href;
}

function nameIn(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

function quoted(url: string): string {
  return `"${nameIn(url).replaceAll('"', '""')}"`;
}

async function onServer<T>(url: string, work: (server: Kysely<Schema>) => Promise<T>): Promise<T> {
  const maintenance = new URL(url);
  maintenance.pathname = `/${MAINTENANCE_DATABASE}`;
  const db = openDatabase(maintenance.href);
  try {
    return await work(db.write);
  } finally {
    await db.destroy();
  }
}
