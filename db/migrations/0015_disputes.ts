import { type Kysely, sql } from "kysely";

/** Payments that a cardholder's bank disputes or the processor reviews, and who bore what of a lost dispute. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createDispute(db);
  await createDisputePart(db);
  await createPaymentReview(db);
}

async function createDispute(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("dispute")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("booking_id", "text", (c) => c.notNull().references("booking.id"))
    .addColumn("charge_id", "text", (c) => c.notNull())
    .addColumn("amount_minor", "bigint", (c) => c.notNull().check(sql`amount_minor > 0`))
    .addColumn("currency", "text", (c) => c.notNull())
    .addColumn("status", "text", (c) => c.notNull())
    .addColumn("reason", "text", (c) => c.notNull())
    .addColumn("is_blocking", "integer", (c) => c.notNull().check(sql`is_blocking in (0, 1)`))
    .addColumn("transaction_count", "integer", (c) => c.notNull())
    .addColumn("evidence_due_at", "text")
    .addColumn("opened_at", "text", (c) => c.notNull())
    .addColumn("closed_at", "text")
    .execute();
  await db.schema.createIndex("dispute_booking").on("dispute").column("booking_id").execute();
  await db.schema.createIndex("dispute_charge").on("dispute").column("charge_id").execute();
  await db.schema.createIndex("dispute_queue").on("dispute").columns(["closed_at", "evidence_due_at"]).execute();
}

/** Of a split part the merchant bears `merchant_minor`, the operator the rest. What a late win brought back is `recovered_…`. */
async function createDisputePart(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("dispute_part")
    .addColumn("dispute_id", "text", (c) => c.notNull().references("dispute.id"))
    .addColumn("ordinal", "integer", (c) => c.notNull())
    .addColumn("voucher_id", "text", (c) => c.references("voucher.id"))
    .addColumn("source", "text", (c) => c.notNull().check(sql`source in ('held', 'split', 'surplus', 'loss')`))
    .addColumn("amount_minor", "bigint", (c) => c.notNull().check(sql`amount_minor > 0`))
    .addColumn("merchant_minor", "bigint", (c) =>
      c.notNull().check(sql`merchant_minor >= 0 and merchant_minor <= amount_minor`),
    )
    .addColumn("is_merchant_paid", "integer", (c) => c.notNull().check(sql`is_merchant_paid in (0, 1)`))
    .addColumn("recovered_minor", "bigint", (c) => c.notNull().defaultTo(0))
    .addColumn("recovered_merchant_minor", "bigint", (c) => c.notNull().defaultTo(0))
    .addPrimaryKeyConstraint("dispute_part_pk", ["dispute_id", "ordinal"])
    .addCheckConstraint(
      "dispute_part_recovered",
      sql`recovered_minor >= 0 and recovered_minor <= amount_minor - merchant_minor
        and recovered_merchant_minor >= 0 and recovered_merchant_minor <= merchant_minor`,
    )
    .execute();
  await db.schema.createIndex("dispute_part_voucher").on("dispute_part").column("voucher_id").execute();
}

async function createPaymentReview(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("payment_review")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("booking_id", "text", (c) => c.notNull().references("booking.id"))
    .addColumn("charge_id", "text", (c) => c.notNull())
    .addColumn("reason", "text", (c) => c.notNull())
    .addColumn("opened_at", "text", (c) => c.notNull())
    .addColumn("closed_at", "text")
    .execute();
  await db.schema.createIndex("payment_review_booking").on("payment_review").column("booking_id").execute();
}
