import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("outbox")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("key", "text", (c) => c.notNull().unique())
    .addColumn("operation", "text", (c) => c.notNull().check(sql`operation in ('open-checkout', 'create-refund')`))
    .addColumn("reference", "text", (c) => c.notNull())
    .addColumn("params_json", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull().check(sql`state in ('ready', 'sent', 'done', 'dead')`))
    .addColumn("tries_count", "integer", (c) => c.notNull())
    .addColumn("next_try_at", "text", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("sent_at", "text")
    .addColumn("finished_at", "text")
    .addColumn("error", "text")
    .execute();
  await db.schema.createIndex("outbox_due").on("outbox").columns(["state", "next_try_at"]).execute();
  await db.schema.createIndex("outbox_reference").on("outbox").column("reference").execute();
  await db.schema
    .createTable("checkout")
    .addColumn("reference", "text", (c) => c.notNull())
    .addColumn("attempt", "integer", (c) => c.notNull())
    .addColumn("state", "text", (c) =>
      c.notNull().check(sql`state in ('opening', 'open', 'complete', 'expired', 'failed')`),
    )
    .addColumn("session_id", "text", (c) => c.unique())
    .addColumn("url", "text")
    .addColumn("amount_minor", "bigint", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("expires_at", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("checkout_pk", ["reference", "attempt"])
    .execute();
  await db.schema
    .createTable("stripe_event")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("type", "text", (c) => c.notNull())
    .addColumn("object_id", "text", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("received_at", "text", (c) => c.notNull())
    .addColumn("payload_json", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull().check(sql`state in ('received', 'done', 'dead')`))
    .addColumn("tries_count", "integer", (c) => c.notNull())
    .addColumn("unanswered_count", "integer", (c) => c.notNull())
    .addColumn("next_try_at", "text", (c) => c.notNull())
    .addColumn("finished_at", "text")
    .addColumn("error", "text")
    .execute();
  await db.schema.createIndex("stripe_event_due").on("stripe_event").columns(["state", "next_try_at"]).execute();
  await db.schema
    .createTable("lease")
    .addColumn("name", "text", (c) => c.primaryKey().notNull())
    .addColumn("holder", "text", (c) => c.notNull())
    .addColumn("expires_at", "text", (c) => c.notNull())
    .execute();
}
