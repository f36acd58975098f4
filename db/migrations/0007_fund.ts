import type { Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("receipt")
    .addColumn("code", "text", (c) => c.primaryKey().notNull())
    .addColumn("voucher_id", "text", (c) => c.notNull().unique())
    .addColumn("promise_json", "text", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .execute();
}
