import type SQLite from "better-sqlite3";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteDialect,
} from "kysely";

const STATEMENT_CACHE_COUNT = 500;

/** Called before a connection is handed out; throws when `db` is used inside a transaction. */
export type AcquireGuard = () => void;

/** One better-sqlite3 handle with a bounded cache of prepared statements. */
class Connection implements DatabaseConnection {
  readonly #statements = new Map<string, SQLite.Statement<unknown[]>>();
  readonly raw: SQLite.Database;

  constructor(raw: SQLite.Database) {
    this.raw = raw;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const statement = this.#prepare(sql);
    if (statement.reader) return { rows: statement.all(parameters) as R[] };
    const { changes, lastInsertRowid } = statement.run(parameters);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator, the product never streams
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("streaming is not used");
  }

  #prepare(sql: string): SQLite.Statement<unknown[]> {
    const cached = this.#statements.get(sql);
    if (cached) return cached;
    const statement = this.raw.prepare<unknown[]>(sql);
    if (this.#statements.size >= STATEMENT_CACHE_COUNT) {
      const oldest = this.#statements.keys().next().value;
      if (oldest !== undefined) this.#statements.delete(oldest);
    }
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** One connection behind a first-in-first-out queue; BEGIN IMMEDIATE, so two processes never deadlock on an upgrade. */
class WriterDriver implements Driver {
  readonly #connection: Connection;
  readonly #guard: AcquireGuard;
  readonly #waiting: Array<() => void> = [];
  #busy = false;

  constructor(raw: SQLite.Database, guard: AcquireGuard) {
    this.#connection = new Connection(raw);
    this.#guard = guard;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    this.#guard();
    if (this.#busy) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#busy = true;
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#busy = false;
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("commit"));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#connection.raw.inTransaction) await connection.executeQuery(CompiledQuery.raw("rollback"));
  }

  async destroy(): Promise<void> {
    this.#connection.raw.close();
  }
}

/** Autocommit reads need no queue: every statement runs to completion at once. */
class ReaderDriver implements Driver {
  readonly #connection: Connection;
  readonly #guard: AcquireGuard;

  constructor(raw: SQLite.Database, guard: AcquireGuard) {
    this.#connection = new Connection(raw);
    this.#guard = guard;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    this.#guard();
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {}

  async beginTransaction(): Promise<void> {
    throw new Error("transactions belong on the writer");
  }

  async commitTransaction(): Promise<void> {}

  async rollbackTransaction(): Promise<void> {}

  async destroy(): Promise<void> {
    this.#connection.raw.close();
  }
}

/** SQLite can roll back DDL; Kysely says it cannot, which would leave half-applied migrations behind. */
class TransactionalDdlSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Kysely on better-sqlite3 with cached statements, as the queued writer or as a read-only handle. */
export class QueuedSqliteDialect extends SqliteDialect {
  readonly #raw: SQLite.Database;
  readonly #role: "writer" | "reader";
  readonly #guard: AcquireGuard;

  constructor(raw: SQLite.Database, role: "writer" | "reader", guard: AcquireGuard) {
    super({ database: raw });
    this.#raw = raw;
    this.#role = role;
    this.#guard = guard;
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalDdlSqliteAdapter();
  }

  override createDriver(): Driver {
    return this.#role === "writer"
      ? new WriterDriver(this.#raw, this.#guard)
      : new ReaderDriver(this.#raw, this.#guard);
  }
}
