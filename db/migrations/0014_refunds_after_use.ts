import { type Kysely, sql } from "kysely";

const REFUND_STATES = "('requested','submitted','succeeded','failed','canceled')";
const REFUND_REASONS = "('resident_cancelled','expired','surplus','agreed','dashboard','rest')";
const PARTIES = "('resident','merchant','operator','nobody')";
const OPERATIONS =
  "('open-checkout','create-refund','create-transfer','reverse-transfer','create-payout','open-account')";

/** Refunds after use, contests and undone redemptions; requests to the processor that pay money out. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await widenVoucher(db);
  await rebuildRefund(db);
  await createRefundRequest(db);
  await createComplaint(db);
  await rebuildOutbox(db);
}

async function widenVoucher(db: Kysely<unknown>): Promise<void> {
  for (const column of ["refunded_minor", "refunded_commission_minor", "refunded_fund_minor"]) {
    await db.schema
      .alterTable("voucher")
      .addColumn(column, "bigint", (c) =>
        c
          .notNull()
          .defaultTo(0)
          .check(sql.raw(`${column} >= 0 and ${column} <= gross_minor`)),
      )
      .execute();
  }
  await db.schema
    .alterTable("redemption")
    .addColumn("is_no_show", "integer", (c) => c.notNull().defaultTo(0).check(sql`is_no_show in (0, 1)`))
    .execute();
  for (const column of ["undone_at", "undone_by", "undo_reason"]) {
    await db.schema.alterTable("redemption").addColumn(column, "text").execute();
  }
  for (const column of ["returned_minor", "owed_back_minor"]) {
    await db.schema
      .alterTable("settlement")
      .addColumn(column, "bigint", (c) => c.notNull().defaultTo(0))
      .execute();
  }
  await db.schema
    .alterTable("receipt")
    .addColumn("returned_minor", "bigint", (c) =>
      c.notNull().defaultTo(0).check(sql`returned_minor >= 0 and returned_minor <= fund_minor`),
    )
    .execute();
}

/** SQLite cannot widen a CHECK: the table is written anew, on both engines alike. */
async function rebuildRefund(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("refund_next")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("key", "text", (c) => c.notNull().unique())
    .addColumn("booking_id", "text", (c) => c.notNull().references("booking.id"))
    .addColumn("charge_id", "text", (c) => c.notNull())
    .addColumn("reason", "text", (c) => c.notNull().check(sql.raw(`reason in ${REFUND_REASONS}`)))
    .addColumn("at_fault", "text", (c) => c.notNull().check(sql.raw(`at_fault in ${PARTIES}`)))
    .addColumn("loss_borne_by", "text", (c) =>
      c.notNull().check(sql`loss_borne_by in ('operator', 'merchant', 'everyone')`),
    )
    .addColumn("amount_minor", "bigint", (c) => c.notNull().check(sql`amount_minor > 0`))
    .addColumn("state", "text", (c) => c.notNull().check(sql.raw(`state in ${REFUND_STATES}`)))
    .addColumn("stripe_refund_id", "text", (c) => c.unique())
    .addColumn("request_id", "text")
    .addColumn("replaces_id", "text", (c) => c.unique())
    .addColumn("requested_at", "text", (c) => c.notNull())
    .addColumn("finished_at", "text")
    .addColumn("failure_reason", "text")
    .addColumn("resolved_at", "text")
    .addColumn("resolved_by", "text")
    .addColumn("resolution", "text", (c) => c.check(sql`resolution in ('asked-again', 'paid-otherwise')`))
    .addColumn("resolution_note", "text")
    .execute();
  await sql`insert into refund_next (id, "key", booking_id, charge_id, reason, at_fault, loss_borne_by, amount_minor, state,
      stripe_refund_id, requested_at, finished_at)
    select id, case when reason = 'surplus' then 'surplus:' || charge_id else 're:' || id end, booking_id, charge_id, reason,
      case when reason = 'surplus' then 'nobody' else 'resident' end, 'operator', amount_minor, state, stripe_refund_id,
      requested_at, finished_at from refund`.execute(db);
  await db.schema.dropTable("refund").execute();
  await db.schema.alterTable("refund_next").renameTo("refund").execute();
  await db.schema.createIndex("refund_booking").on("refund").column("booking_id").execute();
  await db.schema.createIndex("refund_state").on("refund").columns(["state", "requested_at"]).execute();
  await createRefundPart(db);
}

/** What a refund consists of; the shares of a part that was split are known once it is posted. */
async function createRefundPart(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("refund_part")
    .addColumn("refund_id", "text", (c) => c.notNull().references("refund.id"))
    .addColumn("ordinal", "integer", (c) => c.notNull())
    .addColumn("voucher_id", "text", (c) => c.references("voucher.id"))
    .addColumn("source", "text", (c) => c.notNull().check(sql`source in ('held', 'surplus', 'split')`))
    .addColumn("amount_minor", "bigint", (c) => c.notNull().check(sql`amount_minor > 0`))
    .addColumn("commission_minor", "bigint")
    .addColumn("fund_minor", "bigint")
    .addColumn("merchant_minor", "bigint")
    .addColumn("is_merchant_paid", "integer", (c) => c.check(sql`is_merchant_paid in (0, 1)`))
    .addPrimaryKeyConstraint("refund_part_pk", ["refund_id", "ordinal"])
    .addCheckConstraint("refund_part_voucher", sql`source <> 'split' or voucher_id is not null`)
    .execute();
  await db.schema.createIndex("refund_part_voucher_id").on("refund_part").column("voucher_id").execute();
  await sql`insert into refund_part (refund_id, ordinal, source, amount_minor)
    select id, 1, case when reason = 'surplus' then 'surplus' else 'held' end, amount_minor from refund`.execute(db);
}

async function createRefundRequest(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("refund_request")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("booking_id", "text", (c) => c.notNull().references("booking.id"))
    .addColumn("voucher_id", "text", (c) => c.notNull().references("voucher.id"))
    .addColumn("merchant_id", "text", (c) => c.notNull().references("merchant.id"))
    .addColumn("resident_id", "text", (c) => c.notNull().references("person.id"))
    .addColumn("reason", "text", (c) => c.notNull())
    .addColumn("wanted_minor", "bigint", (c) => c.notNull().check(sql`wanted_minor > 0`))
    .addColumn("state", "text", (c) => c.notNull().check(sql`state in ('requested', 'agreed', 'refused', 'withdrawn')`))
    .addColumn("agreed_minor", "bigint", (c) => c.check(sql`agreed_minor > 0`))
    .addColumn("answer", "text")
    .addColumn("requested_at", "text", (c) => c.notNull())
    .addColumn("answered_at", "text")
    .addColumn("answered_by", "text")
    .addCheckConstraint("refund_request_agreed", sql`(state = 'agreed') = (agreed_minor is not null)`)
    .execute();
  await db.schema.createIndex("refund_request_booking").on("refund_request").column("booking_id").execute();
  await db.schema
    .createIndex("refund_request_merchant")
    .on("refund_request")
    .columns(["merchant_id", "state", "requested_at"])
    .execute();
  await sql`create unique index refund_request_one_open on refund_request (voucher_id) where state = 'requested'`.execute(
    db,
  );
}

async function createComplaint(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("complaint")
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
    .addColumn("outcome", "text", (c) => c.check(sql`outcome in ('withdrawn', 'undone', 'refunded')`))
    .addColumn("opened_at", "text", (c) => c.notNull())
    .addColumn("closed_at", "text")
    .addCheckConstraint("complaint_outcome", sql`(state = 'closed') = (outcome is not null)`)
    .execute();
  await db.schema.createIndex("complaint_queue").on("complaint").columns(["state", "opened_at"]).execute();
  await sql`create unique index complaint_one_open on complaint (voucher_id, kind) where state = 'open'`.execute(db);
}

/** As with refunds: the list of operations is a CHECK. */
async function rebuildOutbox(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropView("v_outbox").execute();
  await db.schema
    .createTable("outbox_next")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("key", "text", (c) => c.notNull().unique())
    .addColumn("operation", "text", (c) => c.notNull().check(sql.raw(`operation in ${OPERATIONS}`)))
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
  const columns =
    "id, key, operation, reference, params_json, state, tries_count, next_try_at, created_at, sent_at, finished_at, error";
  await sql.raw(`insert into outbox_next (${columns}) select ${columns} from outbox`).execute(db);
  await db.schema.dropTable("outbox").execute();
  await db.schema.alterTable("outbox_next").renameTo("outbox").execute();
  await db.schema.createIndex("outbox_due").on("outbox").columns(["state", "next_try_at"]).execute();
  await db.schema.createIndex("outbox_reference").on("outbox").column("reference").execute();
  await sql`create view v_outbox as select id, key, state, tries_count as tries from outbox`.execute(db);
}
