import { PostgresDialect, type PostgresPool, type PostgresPoolClient } from "kysely";
import { type CustomTypesConfig, Pool, type PoolClient, types } from "pg";
import type { AcquireGuard } from "./sqlite-dialect";

const STATEMENT_CACHE_COUNT = 500;
/** As long as SQLite waits for a foreign lock: then people are told to come back. */
const LOCK_TIMEOUT_MS = 3_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** A transaction whose process hangs lets go of its locks. */
const IDLE_TRANSACTION_TIMEOUT_MS = 30_000;

/** "cached plan must not change result type" */
const OUTDATED_PLAN = "0A000";
const INT8_OID = 20;
const NUMERIC_OID = 1700;

/** Kysely on PostgreSQL: a pool of connections, statements prepared once per connection, whole numbers as numbers. */
export function postgresDialect(url: string, pool_size_count: number, guard: AcquireGuard): PostgresDialect {
  const pool = new Pool({
    connectionString: url,
    max: pool_size_count,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT_MS,
    application_name: "shangju",
    types: WHOLE_NUMBERS,
  });
  // a connection that the server ends fails its query, or is replaced on next use; unheard, it would end the process
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return new PostgresDialect({ pool: new GuardedPool(pool, guard) });
}

/** The server cannot be reached, or gives no connection within the time a person waits. */
class PostgresUnreachableError extends Error {
  readonly code = "08001";
}

class GuardedPool implements PostgresPool {
  readonly #pool: Pool;
  readonly #guard: AcquireGuard;
  readonly #clients = new WeakMap<PoolClient, PostgresPoolClient>();
  readonly #names = new Map<string, string>();
  #name_count = 0;

  constructor(pool: Pool, guard: AcquireGuard) {
    this.#pool = pool;
    this.#guard = guard;
  }

  async connect(): Promise<PostgresPoolClient> {
    this.#guard();
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw new PostgresUnreachableError("the database server gave no connection", { cause: error });
    });
    const known = this.#clients.get(client);
    if (known) return known;
    const fresh = this.#preparing(client);
    this.#clients.set(client, fresh);
    return fresh;
  }

  end(): Promise<void> {
    return this.#pool.end();
  }

  /** The same client, whose statements carry names: the server parses and plans each of them once per connection. */
  #preparing(client: PoolClient): PostgresPoolClient {
    let is_in_transaction = false;
    const ask = (text: string, values: readonly unknown[]) => {
      const name = this.#nameOf(text);
      return client.query({ text, values: [...values], ...(name && { name }) });
    };
    const query = async (text: string, values: readonly unknown[]) => {
      if (text === "begin" || text.startsWith("start transaction")) is_in_transaction = true;
      if (text === "commit" || text === "rollback") is_in_transaction = false;
      try {
        return await ask(text, values);
      } catch (error) {
        if ((error as { code?: string }).code !== OUTDATED_PLAN) throw error;
        // a migration changed the table while we ran: the statement is prepared anew, everywhere
        this.#names.delete(text);
        if (is_in_transaction) throw error;
        return ask(text, values);
      }
    };
    // cursors, the other form of `query`, are not used
    return { query: query as unknown as PostgresPoolClient["query"], release: () => client.release() };
  }

  /** Bounded: statements beyond the limit, as with lists of many lengths, are sent without a name. */
  #nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known) return known;
    if (this.#names.size >= STATEMENT_CACHE_COUNT) return undefined;
    this.#name_count += 1;
    const name = `s${this.#name_count}`;
    this.#names.set(text, name);
    return name;
  }
}

/** `bigint`, and `numeric` from `sum(bigint)`, come as numbers; one that a number cannot hold is refused, never rounded. */
const WHOLE_NUMBERS: CustomTypesConfig = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    oid === INT8_OID || oid === NUMERIC_OID ? wholeNumber : types.getTypeParser(oid, format as "text"),
};

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`not a safe whole number: ${text}`);
  return number;
}
