import { sql } from "kysely";
import { expect } from "vitest";
import type { Result } from "~/kernel/result";
import type { Database } from "~/platform/database.server";

/** Every row of every table, in an order that says nothing: PostgreSQL moves a row when it is written. */
export type DatabaseDump = Record<string, unknown[]>;

/** Reads the whole database, so that what something wrote can be told from before and after. */
export async function dumpOf(db: Database): Promise<DatabaseDump> {
  const dump: DatabaseDump = {};
  for (const name of await tableNames(db)) {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(db.read);
    const written = rows.map((row) => ({ row, text: JSON.stringify(row) }));
    dump[name] = written.sort((one, other) => (one.text < other.text ? -1 : 1)).map(({ row }) => row);
  }
  return dump;
}

const known = new WeakMap<Database, string[]>();

/** Asked once: tables do not come and go while a test runs, and asking takes longer than reading them. */
async function tableNames(db: Database): Promise<string[]> {
  const found = known.get(db) ?? (await db.read.introspection.getTables()).map(({ name }) => name);
  known.set(db, found);
  return found.filter((name) => !name.startsWith("v_"));
}

/** Runs `work`, which must be refused with `error` and leave every row of every table as it was. */
export async function expectRefusal(
  db: Database,
  work: () => Promise<Result<unknown, string>>,
  error: string,
): Promise<void> {
  const before = await dumpOf(db);
  expect(await work()).toEqual({ ok: false, error });
  expect(await dumpOf(db)).toEqual(before);
}

/** Runs `work`, which must leave every row of every table as it was; gives what it gave. */
export async function expectNoWrite<T>(db: Database, work: () => Promise<T>): Promise<T> {
  const before = await dumpOf(db);
  const outcome = await work();
  expect(await dumpOf(db)).toEqual(before);
  return outcome;
}
