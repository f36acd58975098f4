import { type Kysely, sql } from "kysely";

/** What happens later, and who sent what had failed for good on its way again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("job")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("key", "text", (c) => c.notNull().unique())
    .addColumn("input_json", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull().check(sql`state in ('ready', 'running', 'done', 'dead')`))
    .addColumn("tries_count", "integer", (c) => c.notNull())
    .addColumn("unanswered_count", "integer", (c) => c.notNull())
    .addColumn("run_at", "text", (c) => c.notNull())
    .addColumn("next_try_at", "text", (c) => c.notNull())
    .addColumn("lease_holder", "text")
    .addColumn("lease_until", "text")
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("finished_at", "text")
    .addColumn("error", "text")
    .execute();
  await db.schema.createIndex("job_due").on("job").columns(["state", "next_try_at"]).execute();
  await db.schema
    .createTable("dead_letter_retry")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("queue", "text", (c) => c.notNull().check(sql`queue in ('outbox', 'inbox', 'job')`))
    .addColumn("row_id", "text", (c) => c.notNull())
    .addColumn("person_id", "text", (c) => c.notNull())
    .addColumn("retried_at", "text", (c) => c.notNull())
    .addColumn("tries_count", "integer", (c) => c.notNull())
    .addColumn("error", "text")
    .execute();
  await db.schema.createIndex("dead_letter_retry_row").on("dead_letter_retry").columns(["queue", "row_id"]).execute();
}
