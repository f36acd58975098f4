import { type Kysely, sql } from "kysely";

const BATCH_STATES = "('draft','approved','exported','settled','void')";
const PAYOUT_STATES = "('planned','sent','paid','banked','returned','void')";
const WITHDRAWAL_STATES = "('requested','approved','submitted','paid','failed','canceled','void')";
const LINE_STATES = "('unmatched','matched','explained')";

/** Money on its way out: to merchants and the fund in bank files or transfers, and what the bank says of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createAccount(db);
  await createBatch(db);
  await createPayout(db);
  await createWithdrawal(db);
  await createBankLine(db);
  await createTransfer(db);
}

/** Where a payee's money goes; the fund is a payee without a merchant. */
async function createAccount(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("payout_account")
    .addColumn("payee", "text", (c) => c.primaryKey().notNull())
    .addColumn("merchant_id", "text", (c) => c.unique().references("merchant.id"))
    .addColumn("rail", "text", (c) => c.notNull().check(sql`rail in ('bank_batch', 'stripe_transfer')`))
    .addColumn("holder", "text", (c) => c.notNull())
    .addColumn("bank_name", "text", (c) => c.notNull())
    .addColumn("account_number", "text", (c) => c.notNull())
    .addColumn("stripe_account_id", "text", (c) => c.unique())
    .addColumn("is_payable", "integer", (c) => c.notNull().check(sql`is_payable in (0, 1)`))
    .addColumn("missing_json", "text", (c) => c.notNull())
    .addColumn("updated_by", "text")
    .addColumn("updated_at", "text", (c) => c.notNull())
    .addCheckConstraint("payout_account_payee", sql`(payee = 'fund') = (merchant_id is null)`)
    .addCheckConstraint("payout_account_fund_rail", sql`payee <> 'fund' or rail = 'bank_batch'`)
    .execute();
}

async function createBatch(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("payout_batch")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("rail", "text", (c) => c.notNull().check(sql`rail = 'bank_batch'`))
    .addColumn("day", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull().check(sql.raw(`state in ${BATCH_STATES}`)))
    .addColumn("currency", "text", (c) => c.notNull())
    .addColumn("total_minor", "bigint", (c) => c.notNull().check(sql`total_minor > 0`))
    .addColumn("prepared_by", "text", (c) => c.notNull())
    .addColumn("prepared_at", "text", (c) => c.notNull())
    .addColumn("approved_by", "text")
    .addColumn("approved_at", "text")
    .addColumn("exported_by", "text")
    .addColumn("exported_at", "text")
    .addColumn("voided_by", "text")
    .addColumn("voided_at", "text")
    .addColumn("settled_at", "text")
    .addColumn("head_seq", "bigint")
    .addColumn("head_hash", "text")
    .addCheckConstraint("payout_batch_second_person", sql`approved_by is null or approved_by <> prepared_by`)
    .addCheckConstraint(
      "payout_batch_approved",
      sql`(state in ('approved', 'exported', 'settled')) = (approved_by is not null and head_seq is not null)`,
    )
    .execute();
  await sql`create unique index payout_batch_one_draft on payout_batch (rail) where state = 'draft'`.execute(db);
  await db.schema.createIndex("payout_batch_prepared").on("payout_batch").column("prepared_at").execute();
}

/** One line of a batch; the account is copied, so that what was approved is what is paid. */
async function createPayout(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("payout")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("batch_id", "text", (c) => c.notNull().references("payout_batch.id"))
    .addColumn("payee", "text", (c) => c.notNull())
    .addColumn("merchant_id", "text", (c) => c.references("merchant.id"))
    .addColumn("amount_minor", "bigint", (c) => c.notNull().check(sql`amount_minor > 0`))
    .addColumn("netted_minor", "bigint", (c) => c.notNull())
    .addColumn("reference", "text", (c) => c.notNull().unique())
    .addColumn("state", "text", (c) => c.notNull().check(sql.raw(`state in ${PAYOUT_STATES}`)))
    .addColumn("holder", "text", (c) => c.notNull())
    .addColumn("bank_name", "text", (c) => c.notNull())
    .addColumn("account_number", "text", (c) => c.notNull())
    .addColumn("paid_line_id", "text", (c) => c.unique())
    .addColumn("banked_line_id", "text", (c) => c.unique())
    .addColumn("returned_line_id", "text", (c) => c.unique())
    .addColumn("canceled_by", "text")
    .addColumn("canceled_at", "text")
    .addColumn("cancel_reason", "text")
    .addCheckConstraint("payout_payee", sql`(payee = 'fund') = (merchant_id is null)`)
    .addCheckConstraint("payout_banked", sql`banked_line_id is null or payee = 'fund'`)
    .addUniqueConstraint("payout_batch_payee", ["batch_id", "payee"])
    .execute();
  await db.schema.createIndex("payout_state").on("payout").columns(["payee", "state"]).execute();
  await db.schema
    .createTable("payout_settlement")
    .addColumn("payout_id", "text", (c) => c.notNull().references("payout.id"))
    .addColumn("voucher_id", "text", (c) => c.notNull().references("voucher.id"))
    .addColumn("payable_minor", "bigint", (c) => c.notNull())
    .addPrimaryKeyConstraint("payout_settlement_pk", ["payout_id", "voucher_id"])
    .execute();
  await db.schema.createIndex("payout_settlement_voucher").on("payout_settlement").column("voucher_id").execute();
}

/** From the processor's balance to the operator's own bank account. */
async function createWithdrawal(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("withdrawal")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("reference", "text", (c) => c.notNull().unique())
    .addColumn("amount_minor", "bigint", (c) => c.notNull().check(sql`amount_minor > 0`))
    .addColumn("currency", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull().check(sql.raw(`state in ${WITHDRAWAL_STATES}`)))
    .addColumn("requested_by", "text", (c) => c.notNull())
    .addColumn("requested_at", "text", (c) => c.notNull())
    .addColumn("approved_by", "text")
    .addColumn("approved_at", "text")
    .addColumn("stripe_payout_id", "text", (c) => c.unique())
    .addColumn("finished_at", "text")
    .addColumn("failure_reason", "text")
    .addColumn("bank_line_id", "text", (c) => c.unique())
    .addCheckConstraint("withdrawal_second_person", sql`approved_by is null or approved_by <> requested_by`)
    .addCheckConstraint("withdrawal_approved", sql`state in ('requested', 'void') or approved_by is not null`)
    .execute();
  await db.schema.createIndex("withdrawal_requested").on("withdrawal").column("requested_at").execute();
}

async function createBankLine(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("bank_statement")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("account", "text", (c) => c.notNull().check(sql`account in ('operator', 'fund')`))
    .addColumn("line_count", "integer", (c) => c.notNull())
    .addColumn("imported_by", "text", (c) => c.notNull())
    .addColumn("imported_at", "text", (c) => c.notNull())
    .execute();
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
    .addUniqueConstraint("bank_line_place", ["statement_id", "ordinal"])
    .addCheckConstraint(
      "bank_line_matched",
      sql`(state = 'matched') = (payout_id is not null or withdrawal_id is not null)`,
    )
    .addCheckConstraint("bank_line_explained", sql`(state = 'explained') = (explanation is not null)`)
    .execute();
  await db.schema.createIndex("bank_line_state").on("bank_line").columns(["state", "account", "booked_on"]).execute();
}

/** Transfers through the processor, one a redeemed voucher, and what of them was taken back. */
async function createTransfer(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("transfer")
    .addColumn("voucher_id", "text", (c) => c.primaryKey().notNull().references("voucher.id"))
    .addColumn("booking_id", "text", (c) => c.notNull().references("booking.id"))
    .addColumn("merchant_id", "text", (c) => c.notNull().references("merchant.id"))
    .addColumn("charge_id", "text", (c) => c.notNull())
    .addColumn("destination", "text", (c) => c.notNull())
    .addColumn("amount_minor", "bigint", (c) => c.notNull().check(sql`amount_minor >= 0`))
    .addColumn("netted_minor", "bigint", (c) => c.notNull())
    .addColumn("currency", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull().check(sql`state in ('queued', 'done')`))
    .addColumn("stripe_transfer_id", "text", (c) => c.unique())
    .addColumn("queued_at", "text", (c) => c.notNull())
    .addColumn("done_at", "text")
    .execute();
  await db.schema.createIndex("transfer_merchant").on("transfer").columns(["merchant_id", "state"]).execute();
  await db.schema
    .createTable("transfer_reversal")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("voucher_id", "text", (c) => c.notNull().references("transfer.voucher_id"))
    .addColumn("amount_minor", "bigint", (c) => c.notNull().check(sql`amount_minor > 0`))
    .addColumn("state", "text", (c) => c.notNull().check(sql`state in ('queued', 'done', 'refused')`))
    .addColumn("stripe_reversal_id", "text", (c) => c.unique())
    .addColumn("failure_reason", "text")
    .addColumn("queued_at", "text", (c) => c.notNull())
    .addColumn("ended_at", "text")
    .execute();
  await db.schema.createIndex("transfer_reversal_voucher").on("transfer_reversal").column("voucher_id").execute();
}
