import { type Kysely, sql } from "kysely";
import { engineOf } from "../engine";

type Watched = { table: string; columns?: readonly string[] };

/** What public pages say about services, prices and terms. Seats taken and given back are no change of these. */
const WATCHED: readonly Watched[] = [
  { table: "community" },
  { table: "category" },
  { table: "merchant" },
  { table: "merchant_tier" },
  { table: "share_policy" },
  { table: "offer" },
  { table: "slot", columns: ["offer_id", "starts_at", "ends_at", "capacity"] },
  { table: "offer_quota", columns: ["quota", "per_resident"] },
];

/** One counter that every change of the catalogue moves, in its own transaction, whoever makes it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("catalogue_version")
    .addColumn("id", "integer", (c) => c.primaryKey().notNull().check(sql`id = 1`))
    .addColumn("version", "bigint", (c) => c.notNull())
    .execute();
  await sql`insert into catalogue_version (id, version) values (1, 1)`.execute(db);
  const is_sqlite = engineOf(db) === "sqlite";
  if (!is_sqlite) await createPostgresFunction(db);
  for (const watched of WATCHED) {
    if (is_sqlite) await createSqliteTriggers(db, watched);
    else await createPostgresTriggers(db, watched);
  }
}

async function createSqliteTriggers(db: Kysely<unknown>, { table, columns }: Watched): Promise<void> {
  const names = columns ?? (await columnNames(db, table));
  const is_changed = names.map((name) => `old.${name} is not new.${name}`).join(" or ");
  const events = { insert: "insert", delete: "delete", update: `update of ${names.join(", ")}` };
  for (const [name, event] of Object.entries(events)) {
    const condition = name === "update" ? `when ${is_changed}` : "";
    await sql
      .raw(
        `create trigger ${table}_${name}_moves_catalogue after ${event} on ${table} ${condition}
          begin update catalogue_version set version = version + 1 where id = 1; end`,
      )
      .execute(db);
  }
}

async function columnNames(db: Kysely<unknown>, table: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from pragma_table_info(${table})`.execute(db);
  return rows.map(({ name }) => name);
}

async function createPostgresFunction(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create function move_catalogue() returns trigger language plpgsql as $$ begin
        update catalogue_version set version = version + 1 where id = 1; return null; end $$`,
    )
    .execute(db);
}

/**
 * Deferred to the commit: the counter's row is the last lock a transaction takes, so that two changes of the catalogue
 * wait for one another and never deadlock.
 */
async function createPostgresTriggers(db: Kysely<unknown>, { table, columns }: Watched): Promise<void> {
  const row = (of: "old" | "new") => (columns ? `(${columns.map((name) => `${of}.${name}`).join(", ")})` : `${of}.*`);
  const triggers = {
    [`${table}_moves_catalogue`]: { event: "insert or delete", condition: "" },
    [`${table}_update_moves_catalogue`]: {
      event: columns ? `update of ${columns.join(", ")}` : "update",
      condition: `when (${row("old")} is distinct from ${row("new")})`,
    },
  };
  for (const [name, { event, condition }] of Object.entries(triggers)) {
    await sql
      .raw(
        `create constraint trigger ${name} after ${event} on ${table} deferrable initially deferred
          for each row ${condition} execute function move_catalogue()`,
      )
      .execute(db);
  }
}
