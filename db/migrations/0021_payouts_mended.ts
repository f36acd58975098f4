import { type Kysely, sql } from "kysely";

const LINE_STATES = "('unmatched','matched','explained')";

/** Transfers that were stopped or refused, refunds paid from the bank, payouts the bank made after they were cancelled. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("payout_account")
    .addColumn("opening_attempt", "integer", (c) => c.notNull().defaultTo(1))
    .execute();
  await db.schema.alterTable("payout_account").addColumn("opening_refusal", "text").execute();
  await db.schema
    .alterTable("transfer")
    .addColumn("attempt", "integer", (c) => c.notNull().defaultTo(1))
    .execute();
  await db.schema
    .alterTable("payout")
    .addColumn("reopened_as", "text", (c) => c.check(sql`reopened_as in ('shares', 'advance')`))
    .execute();
  await createStoppedTransfer(db);
  await createRefundPayment(db);
  await createBankLine(db);
}

/** Transfers that never reached the merchant; a share's next attempt is numbered after them. */
async function createStoppedTransfer(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("stopped_transfer")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("voucher_id", "text", (c) => c.notNull().references("voucher.id"))
    .addColumn("attempt", "integer", (c) => c.notNull())
    .addColumn("merchant_id", "text", (c) => c.notNull().references("merchant.id"))
    .addColumn("destination", "text", (c) => c.notNull())
    .addColumn("amount_minor", "bigint", (c) => c.notNull())
    .addColumn("netted_minor", "bigint", (c) => c.notNull())
    .addColumn("is_refused", "integer", (c) => c.notNull().check(sql`is_refused in (0, 1)`))
    .addColumn("reason", "text", (c) => c.notNull())
    .addColumn("queued_at", "text", (c) => c.notNull())
    .addColumn("stopped_at", "text", (c) => c.notNull())
    .addColumn("released_by", "text")
    .addColumn("released_at", "text")
    .addUniqueConstraint("stopped_transfer_attempt", ["voucher_id", "attempt"])
    .execute();
  await db.schema
    .createIndex("stopped_transfer_open")
    .on("stopped_transfer")
    .columns(["is_refused", "released_at", "stopped_at"])
    .execute();
}

/** What somebody says was paid from the operator's bank instead of a failed refund; a bank line bears it out, or it is withdrawn. */
async function createRefundPayment(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("refund_payment")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("refund_id", "text", (c) => c.notNull().references("refund.id"))
    .addColumn("amount_minor", "bigint", (c) => c.notNull().check(sql`amount_minor > 0`))
    .addColumn("bank_reference", "text", (c) => c.notNull())
    .addColumn("note", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull().check(sql`state in ('waiting', 'confirmed', 'withdrawn')`))
    .addColumn("decided_by", "text", (c) => c.notNull())
    .addColumn("decided_at", "text", (c) => c.notNull())
    .addColumn("ended_by", "text")
    .addColumn("ended_at", "text")
    .addColumn("bank_line_id", "text", (c) => c.unique())
    .addCheckConstraint(
      "refund_payment_second_person",
      sql`state <> 'confirmed' or (ended_by is not null and ended_by <> decided_by and bank_line_id is not null)`,
    )
    .execute();
  await sql`create unique index refund_payment_one on refund_payment (refund_id) where state <> 'withdrawn'`.execute(
    db,
  );
}

/** The same as before, and a line may be about a refund; SQLite cannot change a check. Nothing refers to it by a key. */
async function createBankLine(db: Kysely<unknown>): Promise<void> {
  await sql`create table bank_line_kept as select * from bank_line`.execute(db);
  await db.schema.dropTable("bank_line").execute();
  await db.schema
    .createTable("bank_line")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("statement_id", "text", (c) => c.notNull().references("bank_statement.id"))
    .addColumn("ordinal", "integer", (c) => c.notNull())
    .addColumn("account", "text", (c) => c.notNull().check(sql`account in ('operator', 'fund')`))
    .addColumn("booked_on", "text", (c) => c.notNull())
    .addColumn("amount_minor", "bigint", (c) => c.notNull().check(sql`amount_minor <> 0`))
    .addColumn("counterparty", "text", (c) => c.notNull())
    .addColumn("text", "text", (c) => c.notNull())
    .addColumn("hash", "text", (c) => c.notNull().unique())
    .addColumn("state", "text", (c) => c.notNull().check(sql.raw(`state in ${LINE_STATES}`)))
    .addColumn("payout_id", "text", (c) => c.references("payout.id"))
    .addColumn("withdrawal_id", "text", (c) => c.references("withdrawal.id"))
    .addColumn("decided_by", "text")
    .addColumn("decided_at", "text")
    .addColumn("explanation", "text")
    .addColumn("refund_id", "text", (c) => c.unique().references("refund.id"))
    .addUniqueConstraint("bank_line_place", ["statement_id", "ordinal"])
    .addCheckConstraint(
      "bank_line_matched",
      sql`(state = 'matched') = (payout_id is not null or withdrawal_id is not null or refund_id is not null)`,
    )
    .addCheckConstraint("bank_line_explained", sql`(state = 'explained') = (explanation is not null)`)
    .execute();
  await db.schema.createIndex("bank_line_state").on("bank_line").columns(["state", "account", "booked_on"]).execute();
  await sql`insert into bank_line (id, statement_id, ordinal, account, booked_on, amount_minor, counterparty, text, hash,
    state, payout_id, withdrawal_id, decided_by, decided_at, explanation) select * from bank_line_kept`.execute(db);
  await db.schema.dropTable("bank_line_kept").execute();
  await createExplanation(db);
}

/** Every explanation a line ever had; the newest stands on the line itself. */
async function createExplanation(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("bank_line_explanation")
    .addColumn("line_id", "text", (c) => c.notNull().references("bank_line.id"))
    .addColumn("ordinal", "integer", (c) => c.notNull())
    .addColumn("explanation", "text", (c) => c.notNull())
    .addColumn("decided_by", "text", (c) => c.notNull())
    .addColumn("decided_at", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("bank_line_explanation_pk", ["line_id", "ordinal"])
    .execute();
  await sql`insert into bank_line_explanation (line_id, ordinal, explanation, decided_by, decided_at)
    select id, 1, explanation, coalesce(decided_by, ''), decided_at from bank_line where state = 'explained'`.execute(
    db,
  );
}
