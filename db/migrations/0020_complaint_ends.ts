import { type Kysely, sql } from "kysely";

const COLUMNS =
  "id, kind, booking_id, voucher_id, merchant_id, resident_id, request_id, text, state, outcome, opened_at, closed_at";

/**
 * A complaint also ends when it was answered, or by a person's decision with their words, and a contest knows whether
 * the refund request beside it was made by it. SQLite cannot widen a CHECK: the table is written anew, on both engines.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("complaint_next")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("kind", "text", (c) =>
      c.notNull().check(sql`kind in ('contest', 'refund-refused', 'refund-unanswered')`),
    )
    .addColumn("booking_id", "text", (c) => c.notNull().references("booking.id"))
    .addColumn("voucher_id", "text", (c) => c.notNull().references("voucher.id"))
    .addColumn("merchant_id", "text", (c) => c.notNull().references("merchant.id"))
    .addColumn("resident_id", "text", (c) => c.notNull().references("person.id"))
    .addColumn("request_id", "text", (c) => c.references("refund_request.id"))
    .addColumn("text", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull().check(sql`state in ('open', 'closed')`))
    .addColumn("outcome", "text", (c) =>
      c.check(sql`outcome in ('withdrawn', 'undone', 'refunded', 'answered', 'closed')`),
    )
    .addColumn("opened_at", "text", (c) => c.notNull())
    .addColumn("closed_at", "text")
    .addColumn("is_request_own", "integer", (c) => c.notNull().check(sql`is_request_own in (0, 1)`))
    .addColumn("closed_by", "text")
    .addColumn("closing_words", "text")
    .addCheckConstraint("complaint_end", sql`(state = 'closed') = (outcome is not null)`)
    .addCheckConstraint("complaint_closing", sql`(outcome = 'closed') = (closed_by is not null)`)
    .execute();
  await sql
    .raw(
      `insert into complaint_next (${COLUMNS}, is_request_own)
        select ${COLUMNS}, case when kind = 'contest' and exists (select 1 from refund_request
          where refund_request.id = complaint.request_id and refund_request.requested_at = complaint.opened_at)
          then 1 else 0 end
        from complaint`,
    )
    .execute(db);
  await db.schema.dropTable("complaint").execute();
  await db.schema.alterTable("complaint_next").renameTo("complaint").execute();
  await db.schema.createIndex("complaint_queue").on("complaint").columns(["state", "opened_at"]).execute();
  await sql`create unique index complaint_one_open on complaint (voucher_id, kind) where state = 'open'`.execute(db);
}
