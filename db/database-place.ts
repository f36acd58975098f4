import { existsSync, renameSync, rmSync } from "node:fs";
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
  const unfinished_url = unfinishedUrl(url);
  await removeDatabase(unfinished_url);
  if (isPostgres(url)) {
    const create = `create database ${quoted(unfinished_url)} template template0 encoding 'UTF8' locale 'C'`;
    await onServer(url, (server) => sql.raw(create).execute(server));
  }
  await removeDatabase(url);
  if (!(await fill(unfinished_url))) return false;
  if (isPostgres(url)) {
    const rename = `alter database ${quoted(unfinished_url)} rename to ${quoted(url)}`;
    await onServer(url, (server) => sql.raw(rename).execute(server));
  } else renameSync(sqliteFile(unfinished_url), sqliteFile(url));
  return true;
}

async function removeDatabase(url: string): Promise<void> {
  if (isPostgres(url)) {
    await onServer(url, (server) => sql.raw(`drop database if exists ${quoted(url)} with (force)`).execute(server));
    return;
  }
  // SQLite's file and what lies beside it while it is open
  for (const ending of ["", "-wal", "-shm"]) rmSync(`${sqliteFile(url)}${ending}`, { force: true });
}

function unfinishedUrl(url: string): string {
  if (!isPostgres(url)) return `${url}.unfinished`;
  const unfinished = new URL(url);
  unfinished.pathname += "_unfinished";
  return unfinished.href;
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
