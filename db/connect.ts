import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import SQLite from "better-sqlite3";
import { Kysely } from "kysely";
import { postgresDialect } from "./postgres-dialect";
import type { Schema } from "./schema/schema";
import { type AcquireGuard, QueuedSqliteDialect } from "./sqlite-dialect";

/**
 * Two Kysely handles on one database. On SQLite `write` is queued and `read` never waits for it; on PostgreSQL they are
 * two pools: writers that wait for each other's locks keep no page waiting.
 */
export type Handles = { write: Kysely<Schema>; read: Kysely<Schema> };

/** `close` lets go of what is open, also where a handle was never used: Kysely would leave that open. */
type OpenHandles = Handles & { close(): void };

/** True for an address of a PostgreSQL database; everything else names a SQLite file. */
export function isPostgres(url: string): boolean {
  return /^postgres(ql)?:\/\//.test(url);
}

/** Opens the database named by `url`. `guard` runs before any use outside a transaction. */
export function openHandles(url: string, guard: AcquireGuard): OpenHandles {
  if (!isPostgres(url)) return openSqlite(sqliteFile(url), guard);
  const handle = (size_count: number) => new Kysely<Schema>({ dialect: postgresDialect(url, size_count, guard) });
  // pools that were never used have no connection
  return { write: handle(WRITE_POOL_COUNT), read: handle(READ_POOL_COUNT), close: () => undefined };
}

const WRITE_POOL_COUNT = 10;
const READ_POOL_COUNT = 5;
/** How long SQLite may block the whole process on a foreign lock; longer waits are asynchronous retries. */
const BUSY_TIMEOUT_MS = 50;

/** The file named by `file:./path`; SQLite keeps everything else of the URL out. */
export function sqliteFile(url: string): string {
  return url.startsWith("file:") ? url.slice("file:".length) : url;
}

function openSqlite(file: string, guard: AcquireGuard): OpenHandles {
  mkdirSync(dirname(file), { recursive: true });
  const writer = new SQLite(file);
  writer.pragma("journal_mode = WAL");
  writer.pragma("synchronous = FULL");
  prepareConnection(writer);
  const reader = new SQLite(file, { readonly: true });
  prepareConnection(reader);
  return {
    write: new Kysely<Schema>({ dialect: new QueuedSqliteDialect(writer, "writer", guard) }),
    read: new Kysely<Schema>({ dialect: new QueuedSqliteDialect(reader, "reader", guard) }),
    close() {
      // the writer last: SQLite's last connection brings the log back into the file, and a reader cannot
      reader.close();
      writer.close();
    },
  };
}

function prepareConnection(raw: SQLite.Database): void {
  raw.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  raw.pragma("foreign_keys = ON");
}
