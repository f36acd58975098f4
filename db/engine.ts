import { type Kysely, SqliteAdapter, sql } from "kysely";

export type Engine = "sqlite" | "postgres";

/** Which engine a Kysely instance (or transaction) talks to, from its adapter. */
// biome-ignore lint/suspicious/noExplicitAny: the question is the same for every schema
export function engineOf(db: Kysely<any>): Engine {
  return db.getExecutor().adapter instanceof SqliteAdapter ? "sqlite" : "postgres";
}

/** Creates triggers that refuse UPDATE and DELETE on `table`: its rows are facts, a mistake gets a reversal. */
export async function makeAppendOnly(db: Kysely<unknown>, table: string): Promise<void> {
  const message = `${table} is append-only`;
  if (engineOf(db) === "sqlite") {
    for (const verb of ["update", "delete"]) {
      await sql
        .raw(
          `create trigger ${table}_no_${verb} before ${verb} on ${table} begin select raise(abort, '${message}'); end`,
        )
        .execute(db);
    }
    return;
  }
  await sql
    .raw(
      `create function ${table}_refuse_change() returns trigger language plpgsql as $$ begin raise exception '${message}' using errcode = '23514'; end $$`,
    )
    .execute(db);
  await sql
    .raw(
      `create trigger ${table}_no_change before update or delete on ${table} for each row execute function ${table}_refuse_change()`,
    )
    .execute(db);
}
