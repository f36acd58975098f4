import { type Kysely, sql } from "kysely";
import { engineOf } from "../engine";

/** What public pages say about services, prices and terms. Seats taken and given back are no change of these. */
const WATCHED = [
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
  if (engineOf(db) === "sqlite") await createSqliteTriggers(db);
  else await createPostgresTriggers(db);
}

async function createSqliteTriggers(db: Kysely<unknown>): Promise<void> {
  for (const { table, columns } of WATCHED) {
    const update = columns ? `update of ${columns.join(", ")}` : "update";
    for (const [name, event] of Object.entries({ insert: "insert", update, delete: "delete" })) {
      await sql
        .raw(
          `create trigger ${table}_${name}_moves_catalogue after ${event} on ${table}
            begin update catalogue_version set version = version + 1 where id = 1; end`,
        )
        .execute(db);
    }
  }
}

/**
 * Deferred to the commit: the counter's row is the last lock a transaction takes, so that two changes of the catalogue
 * wait for one another and never deadlock.
 */
async function createPostgresTriggers(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create function move_catalogue() returns trigger language plpgsql as $$ begin
        update catalogue_version set version = version + 1 where id = 1; return null; end $$`,
    )
    .execute(db);
  for (const { table, columns } of WATCHED) {
    const update = columns ? `update of ${columns.join(", ")}` : "update";
    await sql
      .raw(
        `create constraint trigger ${table}_moves_catalogue after insert or delete or ${update} on ${table}
          deferrable initially deferred for each row execute function move_catalogue()`,
      )
      .execute(db);
  }
}
