import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("rate_limit")
    .addColumn("key", "text", (c) => c.primaryKey().notNull())
    .addColumn("hit_count", "integer", (c) => c.notNull().check(sql`hit_count >= 0`))
    .addColumn("window_started_at", "text", (c) => c.notNull())
    .addColumn("expires_at", "text", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("rate_limit_expiry").on("rate_limit").column("expires_at").execute();
}
