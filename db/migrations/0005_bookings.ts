import { type Kysely, sql } from "kysely";

const BOOKING_STATES = "('held','paying','paid','redeemed','settled','expired','cancelled','refunded')";
const REFUND_STATES = "('requested','submitted','succeeded','failed','canceled')";

export async function up(db: Kysely<unknown>): Promise<void> {
  await createBooking(db);
  await createVoucher(db);
  await createRefund(db);
}

async function createBooking(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("booking")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("resident_id", "text", (c) => c.notNull().references("person.id"))
    .addColumn("offer_id", "text", (c) => c.notNull().references("offer.id"))
    .addColumn("merchant_id", "text", (c) => c.notNull().references("merchant.id"))
    .addColumn("slot_id", "text", (c) => c.references("slot.id"))
    .addColumn("quantity", "integer", (c) => c.notNull().check(sql`quantity between 1 and 4`))
    .addColumn("is_quota_counted", "integer", (c) => c.notNull().check(sql`is_quota_counted in (0, 1)`))
    .addColumn("state", "text", (c) => c.notNull().check(sql.raw(`state in ${BOOKING_STATES}`)))
    .addColumn("unit_price_minor", "bigint", (c) => c.notNull().check(sql`unit_price_minor >= 0`))
    .addColumn("gross_minor", "bigint", (c) => c.notNull())
    .addColumn("currency", "text", (c) => c.notNull())
    .addColumn("terms_json", "text", (c) => c.notNull())
    .addColumn("contact_phone", "text", (c) => c.notNull())
    .addColumn("note", "text", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("hold_until", "text", (c) => c.notNull())
    .addColumn("paid_at", "text")
    .addColumn("valid_until", "text")
    .addColumn("charge_id", "text", (c) => c.unique())
    .addColumn("policy_json", "text")
    .addColumn("refunded_minor", "bigint", (c) => c.notNull().check(sql`refunded_minor >= 0`))
    .addColumn("closed_at", "text")
    .addColumn("close_reason", "text")
    .addCheckConstraint("booking_gross", sql`gross_minor = unit_price_minor * quantity`)
    .addCheckConstraint("booking_refund_within", sql`refunded_minor <= gross_minor`)
    .addCheckConstraint(
      "booking_paid_fully",
      sql`state not in ('paid', 'redeemed', 'settled') or (paid_at is not null and valid_until is not null)`,
    )
    .execute();
  await db.schema.createIndex("booking_resident").on("booking").columns(["resident_id", "created_at"]).execute();
  await db.schema.createIndex("booking_merchant").on("booking").columns(["merchant_id", "created_at"]).execute();
  await db.schema.createIndex("booking_slot").on("booking").column("slot_id").execute();
  await db.schema.createIndex("booking_waiting").on("booking").columns(["state", "hold_until"]).execute();
  await db.schema.createIndex("booking_expiring").on("booking").columns(["state", "valid_until"]).execute();
  await db.schema
    .createTable("resident_tally")
    .addColumn("resident_id", "text", (c) => c.primaryKey().notNull().references("person.id"))
    .addColumn("unpaid_count", "integer", (c) => c.notNull().check(sql`unpaid_count between 0 and 3`))
    .execute();
}

async function createVoucher(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("voucher")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("booking_id", "text", (c) => c.notNull().references("booking.id"))
    .addColumn("ordinal", "integer", (c) => c.notNull())
    .addColumn("merchant_id", "text", (c) => c.notNull())
    .addColumn("gross_minor", "bigint", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull().check(sql`state in ('issued', 'redeemed', 'void')`))
    .addColumn("code_round", "integer", (c) => c.notNull())
    .addColumn("code_digest", "text", (c) => c.notNull().unique())
    .addColumn("token_digest", "text", (c) => c.notNull().unique())
    .addColumn("redeemed_at", "text")
    .addColumn("redemption_count", "integer", (c) => c.notNull())
    .addUniqueConstraint("voucher_once", ["booking_id", "ordinal"])
    .addCheckConstraint("voucher_redeemed_at", sql`(state = 'redeemed') = (redeemed_at is not null)`)
    .execute();
  await db.schema
    .createTable("redemption")
    .addColumn("voucher_id", "text", (c) => c.notNull().references("voucher.id"))
    .addColumn("ordinal", "integer", (c) => c.notNull())
    .addColumn("merchant_id", "text", (c) => c.notNull())
    .addColumn("cashier_id", "text", (c) => c.notNull())
    .addColumn("redeemed_at", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("redemption_pk", ["voucher_id", "ordinal"])
    .execute();
  await db.schema.createIndex("redemption_merchant").on("redemption").columns(["merchant_id", "redeemed_at"]).execute();
  await db.schema
    .createTable("settlement")
    .addColumn("voucher_id", "text", (c) => c.primaryKey().notNull().references("voucher.id"))
    .addColumn("booking_id", "text", (c) => c.notNull().references("booking.id"))
    .addColumn("merchant_id", "text", (c) => c.notNull())
    .addColumn("amount_minor", "bigint", (c) => c.notNull().check(sql`amount_minor >= 0`))
    .addColumn("state", "text", (c) => c.notNull().check(sql`state in ('waiting', 'due', 'sent', 'done', 'held')`))
    .addColumn("due_at", "text", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("settlement_due").on("settlement").columns(["state", "due_at"]).execute();
}

async function createRefund(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("refund")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("booking_id", "text", (c) => c.notNull().references("booking.id"))
    .addColumn("charge_id", "text", (c) => c.notNull())
    .addColumn("reason", "text", (c) => c.notNull().check(sql`reason in ('resident_cancelled', 'expired', 'surplus')`))
    .addColumn("amount_minor", "bigint", (c) => c.notNull().check(sql`amount_minor > 0`))
    .addColumn("state", "text", (c) => c.notNull().check(sql.raw(`state in ${REFUND_STATES}`)))
    .addColumn("stripe_refund_id", "text", (c) => c.unique())
    .addColumn("requested_at", "text", (c) => c.notNull())
    .addColumn("finished_at", "text")
    .addUniqueConstraint("refund_once", ["charge_id", "reason"])
    .execute();
  await db.schema.createIndex("refund_booking").on("refund").column("booking_id").execute();
}
