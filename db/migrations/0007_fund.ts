import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("receipt")
    .addColumn("code", "text", (c) => c.primaryKey().notNull())
    .addColumn("voucher_id", "text", (c) => c.notNull().unique())
    .addColumn("merchant_id", "text", (c) => c.notNull().references("merchant.id"))
    .addColumn("category_id", "text", (c) => c.notNull().references("category.id"))
    .addColumn("paid_minor", "bigint", (c) => c.notNull().check(sql`paid_minor > 0`))
    .addColumn("fund_minor", "bigint", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull().check(sql`state in ('promised', 'entered', 'refunded')`))
    .addColumn("promised_at", "text", (c) => c.notNull())
    .addColumn("entered_at", "text")
    .addColumn("promise_json", "text", (c) => c.notNull())
    .addCheckConstraint("receipt_share_within", sql`fund_minor between 0 and paid_minor`)
    .execute();
  await db.schema.createIndex("receipt_state").on("receipt").columns(["state", "entered_at"]).execute();
}
