import type { Kysely } from "kysely";

/** What somebody was told of what happened to their money or their booking. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("notice")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("key", "text", (c) => c.notNull().unique())
    .addColumn("person_id", "text", (c) => c.notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("booking_id", "text")
    .addColumn("values_json", "text", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("seen_at", "text")
    .execute();
  await db.schema.createIndex("notice_person").on("notice").columns(["person_id", "created_at"]).execute();
}
