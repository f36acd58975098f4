import { createHash, createHmac, sign } from "node:crypto";
import SQLite from "better-sqlite3";
import pg from "pg";
import type { Step } from "./recorded-work";

/** Does recorded work again by hand: the same statements, prepared once, the same commits, and the same bytes hashed. */
export type Replay = { run(steps: readonly Step[]): Promise<void>; close(): Promise<void> };

/** Work prepared by hand on a database at `url`, with the connections and settings of the product. */
export function replayOn(url: string): Promise<Replay> | Replay {
  return url.startsWith("file:") ? replayOnSqlite(url.slice("file:".length)) : replayOnPostgres(url);
}

function replayOnSqlite(file: string): Replay {
  const writer = new SQLite(file);
  writer.pragma("journal_mode = WAL");
  writer.pragma("synchronous = FULL");
  const reader = new SQLite(file, { readonly: true });
  for (const raw of [writer, reader]) raw.pragma("foreign_keys = ON");
  const handles = { write: preparedStatements(writer), read: preparedStatements(reader) };
  return {
    async run(steps) {
      for (const step of steps) {
        if (step.kind === "statement") {
          const statement = handles[step.handle](step.sql);
          if (statement.reader) statement.all(...step.parameters);
          else statement.run(...step.parameters);
        } else computeAgain(step);
      }
    },
    async close() {
      reader.close();
      writer.close();
    },
  };
}

function preparedStatements(raw: SQLite.Database): (sql: string) => SQLite.Statement {
  const known = new Map<string, SQLite.Statement>();
  return (sql) => {
    const statement = known.get(sql) ?? raw.prepare(sql);
    known.set(sql, statement);
    return statement;
  };
}

async function replayOnPostgres(url: string): Promise<Replay> {
  const client = new pg.Client(url);
  await client.connect();
  const names = new Map<string, string>();
  const nameOf = (sql: string): string => {
    const name = names.get(sql) ?? `floor${names.size}`;
    names.set(sql, name);
    return name;
  };
  return {
    async run(steps) {
      for (const step of steps) {
        if (step.kind === "statement") {
          await client.query({ name: nameOf(step.sql), text: step.sql, values: [...step.parameters] });
        } else computeAgain(step);
      }
    },
    close: () => client.end(),
  };
}

function computeAgain(step: Exclude<Step, { kind: "statement" }>): void {
  switch (step.kind) {
    case "hash":
      createHash(step.algorithm).update(step.bytes).digest("hex");
      return;
    case "keyed-hash":
      createHmac(step.algorithm, step.key).update(step.bytes).digest("hex");
      return;
    case "signature":
      sign(null, step.bytes, step.key);
  }
}
