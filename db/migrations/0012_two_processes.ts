import { type Kysely, sql } from "kysely";
import { engineOf } from "../engine";

/** What several processes on one database, and PostgreSQL's own ways round a row trigger, ask for. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await keepNoShowOnBooking(db);
  await letRunsShowSignsOfLife(db);
  if (engineOf(db) === "postgres") await refuseTruncate(db);
}

/** Until now the sweep of expired bookings looked into their terms. */
async function keepNoShowOnBooking(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("booking")
    .addColumn("is_no_show_kept", "integer", (c) => c.notNull().defaultTo(0).check(sql`is_no_show_kept in (0, 1)`))
    .execute();
  await sql`update booking set is_no_show_kept = 1
    where gross_minor > 0 and slot_id is not null and terms_json like ${'%"is_no_show_kept":true%'} escape '\\'`.execute(
    db,
  );
}

/** One verification at a time, whichever process asks; one that was not heard of for a while is over. */
async function letRunsShowSignsOfLife(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("verification_run").addColumn("seen_at", "text").execute();
  await sql`update verification_run set state = 'failed' where state = 'running'`.execute(db);
  await sql`create unique index verification_run_one_running on verification_run (state) where state = 'running'`.execute(
    db,
  );
}

async function refuseTruncate(db: Kysely<unknown>): Promise<void> {
  for (const table of ["journal_entry", "posting", "anchor"]) {
    await sql
      .raw(
        `create trigger ${table}_no_truncate before truncate on ${table} for each statement execute function ${table}_refuse_change()`,
      )
      .execute(db);
  }
}
