import crypto, { type KeyObject } from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import type { CompiledQuery, DatabaseConnection } from "kysely";
import type { Database } from "~/platform/database.server";

/** What a command really did, in its order: statements with their parameters, and the bytes that it hashed or signed. */
export type Step =
  | { kind: "statement"; handle: "read" | "write"; sql: string; parameters: readonly unknown[] }
  | { kind: "hash"; algorithm: string; bytes: Buffer }
  | { kind: "keyed-hash"; algorithm: string; key: string; bytes: Buffer }
  | { kind: "signature"; bytes: Buffer; key: KeyObject };

/** Runs `work` and gives every statement it sent and everything it hashed. Nothing is changed by being watched. */
export async function recordWork(db: Database, work: () => Promise<void>): Promise<Step[]> {
  const steps: Step[] = [];
  const stopCrypto = watchCrypto(steps);
  const stopDatabase = [
    watchHandle(db, "write", steps),
    ...(db.read === db.write ? [] : [watchHandle(db, "read", steps)]),
  ];
  try {
    await work();
  } finally {
    stopCrypto();
    for (const stop of stopDatabase) stop();
  }
  return steps;
}

type Provide = (consumer: (connection: DatabaseConnection) => Promise<unknown>) => Promise<unknown>;

function watchHandle(db: Database, handle: "read" | "write", steps: Step[]): () => void {
  const executor = db[handle].getExecutor() as unknown as { provideConnection: Provide };
  const provide = executor.provideConnection.bind(executor);
  executor.provideConnection = (consumer) =>
    provide((connection) => consumer(watchedConnection(connection, handle, steps)));
  return () => {
    executor.provideConnection = provide;
  };
}

function watchedConnection(
  connection: DatabaseConnection,
  handle: "read" | "write",
  steps: Step[],
): DatabaseConnection {
  return {
    executeQuery: (query: CompiledQuery) => {
      steps.push({ kind: "statement", handle, sql: query.sql, parameters: query.parameters });
      return connection.executeQuery(query);
    },
    streamQuery: (query, chunk_size) => connection.streamQuery(query, chunk_size),
  };
}

/** The part of node:crypto that commands use for what they write. */
type Crypto = Pick<typeof crypto, "createHash" | "createHmac" | "sign">;

function watchCrypto(steps: Step[]): () => void {
  const open = crypto as { -readonly [Name in keyof Crypto]: Crypto[Name] };
  const { createHash, createHmac, sign } = crypto;
  open.createHash = (algorithm, options) =>
    watchedHash(createHash(algorithm, options), (bytes) => steps.push({ kind: "hash", algorithm, bytes }));
  open.createHmac = (algorithm, key, options) =>
    watchedHash(createHmac(algorithm, key, options), (bytes) =>
      steps.push({ kind: "keyed-hash", algorithm, key: String(key), bytes }),
    );
  open.sign = ((algorithm: null, bytes: Buffer, key: KeyObject) => {
    steps.push({ kind: "signature", bytes, key });
    return sign(algorithm, bytes, key);
  }) as typeof crypto.sign;
  syncBuiltinESMExports();
  return () => {
    Object.assign(open, { createHash, createHmac, sign });
    syncBuiltinESMExports();
  };
}

/** The same hash, telling all that went into it when it is finished. */
function watchedHash<Hash extends crypto.Hash | crypto.Hmac>(hash: Hash, tell: (bytes: Buffer) => void): Hash {
  const parts: Buffer[] = [];
  const update = hash.update.bind(hash) as (data: string | Buffer) => Hash;
  const digest = hash.digest.bind(hash);
  hash.update = ((data: string | Buffer) => {
    parts.push(Buffer.from(data as string));
    return update(data);
  }) as Hash["update"];
  hash.digest = ((encoding: "hex") => {
    tell(Buffer.concat(parts));
    return digest(encoding);
  }) as Hash["digest"];
  return hash;
}
