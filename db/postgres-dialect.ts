import { PostgresDialect, type PostgresPool, type PostgresPoolClient } from "kysely";
import { type CustomTypesConfig, Pool, type PoolClient, types } from "pg";
import type { AcquireGuard } from "./sqlite-dialect";

const STATEMENT_CACHE_COUNT = 500;
const POOL_SIZE_COUNT = 10;
/** As long as SQLite waits for a foreign lock: then people are told to come back. */
const LOCK_TIMEOUT_MS = 3_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** A transaction whose process hangs lets go of its locks. */
const IDLE_TRANSACTION_TIMEOUT_MS = 30_000;

const INT8_OID = 20;
const NUMERIC_OID = 1700;

/** Kysely on PostgreSQL: one pool, statements prepared once per connection, whole numbers as numbers. */
export function postgresDialect(url: string, guard: AcquireGuard): PostgresDialect {
  const pool = new Pool({
    connectionString: url,
    max: POOL_SIZE_COUNT,
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
    const query = (text: string, values: readonly unknown[]) => {
      const name = this.#nameOf(text);
      return client.query({ text, values: [...values], ...(name && { name }) });
    };
    // cursors, the other form of `query`, are not used
    return { query: query as unknown as PostgresPoolClient["query"], release: () => client.release() };
  }

  /** Bounded: statements beyond the limit, as with lists of many lengths, are sent without a name. */
  #nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known) return known;
    if (this.#names.size >= STATEMENT_CACHE_COUNT) return undefined;
    const name = `s${this.#names.size}`;
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
