import { type Kysely, sql } from "kysely";
import { engineOf, makeAppendOnly } from "../engine";

const GENESIS = "0".repeat(64);

export async function up(db: Kysely<unknown>): Promise<void> {
  await createJournal(db);
  await createHeadAndAnchors(db);
  for (const table of ["journal_entry", "posting", "anchor"]) await makeAppendOnly(db, table);
  if (engineOf(db) === "sqlite") await createSqliteTriggers(db);
  else await createPostgresTriggers(db);
  await sql`insert into ledger_head (id, seq, hash, ts) values (1, 0, ${GENESIS}, '1970-01-01T00:00:00.000Z')`.execute(
    db,
  );
}

async function createJournal(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("journal_entry")
    .addColumn("seq", "bigint", (c) => c.primaryKey().notNull().check(sql`seq >= 1`))
    .addColumn("id", "text", (c) => c.notNull().unique())
    .addColumn("ts", "text", (c) => c.notNull())
    .addColumn("booked_on", "text", (c) => c.notNull())
    .addColumn("effective_at", "text", (c) => c.notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("idem", "text", (c) => c.notNull().unique())
    .addColumn("booking_id", "text")
    .addColumn("voucher_id", "text")
    .addColumn("merchant_id", "text")
    .addColumn("charge_id", "text")
    .addColumn("refund_id", "text")
    .addColumn("transfer_id", "text")
    .addColumn("dispute_id", "text")
    .addColumn("balance_transaction_id", "text")
    .addColumn("policy_json", "text")
    .addColumn("reverses", "text", (c) => c.references("journal_entry.id"))
    .addColumn("actor", "text")
    .addColumn("memo", "text")
    .addColumn("prev", "text", (c) => c.notNull())
    .addColumn("hash", "text", (c) => c.notNull().unique())
    .execute();
  for (const column of ["booking_id", "voucher_id", "merchant_id", "charge_id", "reverses"]) {
    await db.schema.createIndex(`journal_entry_${column}`).on("journal_entry").column(column).execute();
  }
  // a page of the journal is one range of these, in its order: no sort, however many entries there are
  await db.schema.createIndex("journal_entry_booked_on").on("journal_entry").columns(["booked_on", "seq"]).execute();
  await db.schema.createIndex("journal_entry_kind").on("journal_entry").columns(["kind", "booked_on", "seq"]).execute();
  await db.schema
    .createTable("posting")
    .addColumn("entry_seq", "bigint", (c) => c.notNull())
    .addColumn("line", "integer", (c) => c.notNull())
    .addColumn("account", "text", (c) => c.notNull())
    .addColumn("amount_minor", "bigint", (c) => c.notNull().check(sql`amount_minor <> 0`))
    .addColumn("currency", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("posting_pk", ["entry_seq", "line"])
    .addForeignKeyConstraint("posting_entry", ["entry_seq"], "journal_entry", ["seq"], (c) =>
      c.deferrable().initiallyDeferred(),
    )
    .execute();
  await db.schema.createIndex("posting_account").on("posting").columns(["account", "entry_seq"]).execute();
}

async function createHeadAndAnchors(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("ledger_head")
    .addColumn("id", "integer", (c) => c.primaryKey().notNull().check(sql`id = 1`))
    .addColumn("seq", "bigint", (c) => c.notNull())
    .addColumn("hash", "text", (c) => c.notNull())
    .addColumn("ts", "text", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("anchor")
    .addColumn("seq", "bigint", (c) => c.primaryKey().notNull())
    .addColumn("hash", "text", (c) => c.notNull())
    .addColumn("root", "text", (c) => c.notNull())
    .addColumn("ts", "text", (c) => c.notNull())
    .addColumn("key", "text", (c) => c.notNull())
    .addColumn("sig", "text", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("verification_run")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("state", "text", (c) => c.notNull().check(sql`state in ('running', 'sound', 'violated', 'failed')`))
    .addColumn("requested_by", "text")
    .addColumn("started_at", "text", (c) => c.notNull())
    .addColumn("finished_at", "text")
    .addColumn("done_count", "bigint", (c) => c.notNull())
    .addColumn("total_count", "bigint", (c) => c.notNull())
    .addColumn("report_json", "text")
    .execute();
}

/** Postings go in first (the foreign key waits for commit); the entry closes over them, and from then on nothing joins it. */
async function createSqliteTriggers(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`create trigger posting_only_with_entry before insert on posting
      when exists (select 1 from journal_entry where seq = new.entry_seq)
      begin select raise(abort, 'posting added to a finished entry'); end`)
    .execute(db);
  await sql
    .raw(`create trigger journal_entry_balanced before insert on journal_entry
      when (select count(*) from posting where entry_seq = new.seq) < 2
        or exists (select 1 from posting where entry_seq = new.seq group by currency having sum(amount_minor) <> 0)
      begin select raise(abort, 'journal entry does not balance'); end`)
    .execute(db);
  await sql
    .raw(`create trigger journal_entry_chained before insert on journal_entry
      when not exists (select 1 from ledger_head where seq = new.seq - 1 and hash = new.prev and ts <= new.ts)
      begin select raise(abort, 'journal entry does not follow the head'); end`)
    .execute(db);
}

async function createPostgresTriggers(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`create function posting_check() returns trigger language plpgsql as $$ begin
      if exists (select 1 from journal_entry where seq = new.entry_seq) then
        raise exception 'posting added to a finished entry' using errcode = '23514'; end if;
      return new; end $$`)
    .execute(db);
  await sql
    .raw(
      "create trigger posting_only_with_entry before insert on posting for each row execute function posting_check()",
    )
    .execute(db);
  await sql
    .raw(`create function journal_entry_check() returns trigger language plpgsql as $$ begin
      if (select count(*) from posting where entry_seq = new.seq) < 2
        or exists (select 1 from posting where entry_seq = new.seq group by currency having sum(amount_minor) <> 0) then
        raise exception 'journal entry does not balance' using errcode = '23514'; end if;
      if not exists (select 1 from ledger_head where seq = new.seq - 1 and hash = new.prev and ts <= new.ts) then
        raise exception 'journal entry does not follow the head' using errcode = '23514'; end if;
      return new; end $$`)
    .execute(db);
  await sql
    .raw(
      "create trigger journal_entry_sound before insert on journal_entry for each row execute function journal_entry_check()",
    )
    .execute(db);
}
