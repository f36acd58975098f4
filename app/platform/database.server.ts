import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type { Kysely, Transaction } from "kysely";
import { type Handles, openHandles } from "#db/connect";
import { engineOf } from "#db/engine";
import type { Schema } from "#db/schema/schema";
import type { Failure, Result } from "~/kernel/result";
import { constraintKind, isDatabaseBusy, isSacrificed } from "./database-error.server";

/** May read: the reader handle, or a transaction that wants to see its own writes. */
export type Reader = Pick<Kysely<Schema>, "selectFrom" | "with" | "getExecutor">;
/** Is inside a transaction and may write. */
export type Trx = Transaction<Schema>;
/** May open a transaction. */
export type Database = Handles & { destroy(): Promise<void> };

/** How long a write waits for another process's lock before the caller is told to come back. */
const BUSY_RETRY_MS = 3_000;
/** How often a transaction is repeated that found a row which was not there when it looked, or was given up. */
const LOST_RACE_RETRY_COUNT = 5;

const openTransaction = new AsyncLocalStorage<{ isOpen: boolean }>();

/** Opens the community's database. Using it inside one of its own transactions throws instead of waiting for ever. */
export function openDatabase(url: string): Database {
  const { read, write, close } = openHandles(url, refuseInsideTransaction);
  return {
    read,
    write,
    async destroy() {
      // the writer last: SQLite's last connection brings the log back into the file, and a reader cannot
      if (read !== write) await read.destroy();
      await write.destroy();
      close();
    },
  };
}

/**
 * Runs `work` in one transaction: committed when it returns ok, rolled back when it returns an error or throws.
 * `work` may run several times, so all it does goes through `trx`. A lock held by another process is waited for with
 * jitter up to 3 s, then `DatabaseBusyError` is thrown (503 to people). On PostgreSQL, deadlocks and failed
 * serializations are repeated in the same way, and so is a unique violation: another transaction was faster, and the
 * next look finds what it wrote. Writers on SQLite queue up and never see that.
 */
export async function inTransaction<T, E extends string>(
  db: Database,
  work: (trx: Trx) => Promise<Result<T, E>>,
): Promise<Result<T, E>> {
  const waiting_since_ms = performance.now();
  let races_left_count = engineOf(db.write) === "postgres" ? LOST_RACE_RETRY_COUNT : 0;
  let gate: Gate | undefined;
  try {
    for (;;) {
      if (!gate) await untilUnlocked(db, waiting_since_ms);
      try {
        return await attempt(db, work);
      } catch (error) {
        if (error instanceof RolledBack) return error.outcome as Failure<E>;
        if (races_left_count > 0 && (constraintKind(error) === "unique" || isSacrificed(error))) {
          races_left_count -= 1;
          // two that met once should not meet again
          await sleep(((performance.now() * 1_000) % 29) + 1);
          continue;
        }
        if (!isDatabaseBusy(error)) throw error;
        const waited_ms = performance.now() - waiting_since_ms;
        if (waited_ms > BUSY_RETRY_MS) throw new DatabaseBusyError();
        if (engineOf(db.write) === "sqlite") gate ??= closeGate(db);
        await sleep(20 + (waited_ms % 37));
      }
    }
  } finally {
    gate?.open();
  }
}

/** Closed while one transaction tries whether a foreign lock is gone. */
type Gate = { opened: Promise<void>; open(): void };

const gates = new WeakMap<Database, Gate>();

/**
 * Every look at a locked SQLite file blocks the process for as long as its busy timeout: of many that wait, one looks.
 * Undefined where somebody else looks already.
 */
function closeGate(db: Database): Gate | undefined {
  if (gates.has(db)) return undefined;
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = () => {
      gates.delete(db);
      resolve();
    };
  });
  const gate = { opened, open };
  gates.set(db, gate);
  return gate;
}

/** Waits behind a closed gate, no longer than a person waits for a lock. */
async function untilUnlocked(db: Database, waiting_since_ms: number): Promise<void> {
  for (let gate = gates.get(db); gate; gate = gates.get(db)) {
    const left_ms = BUSY_RETRY_MS - (performance.now() - waiting_since_ms);
    if (left_ms <= 0) throw new DatabaseBusyError();
    const timer = new AbortController();
    const waited = sleep(left_ms, undefined, { signal: timer.signal }).catch(() => {});
    await Promise.race([gate.opened, waited]);
    timer.abort();
  }
}

/** Another process holds the database's lock for longer than we let a person wait. */
export class DatabaseBusyError extends Error {
  constructor() {
    super("the database is locked by another process");
  }
}

class RolledBack extends Error {
  readonly outcome: Failure<string>;

  constructor(outcome: Failure<string>) {
    super("rolled back");
    this.outcome = outcome;
  }
}

function attempt<T, E extends string>(db: Database, work: (trx: Trx) => Promise<Result<T, E>>) {
  return db.write.transaction().execute(async (trx) => {
    const marker = { isOpen: true };
    try {
      const outcome = await openTransaction.run(marker, () => work(trx));
      if (!outcome.ok) throw new RolledBack(outcome);
      return outcome;
    } finally {
      marker.isOpen = false;
    }
  });
}

function refuseInsideTransaction(): void {
  if (openTransaction.getStore()?.isOpen) {
    throw new Error("the database was used inside a transaction: pass trx on instead of db");
  }
}
