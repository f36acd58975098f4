import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await createRuns(db);
  await createIncidents(db);
  // every transaction of the processor is looked up by its id, of hundreds at a time
  await db.schema
    .createIndex("journal_entry_balance_transaction_id")
    .on("journal_entry")
    .column("balance_transaction_id")
    .execute();
}

async function createRuns(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("reconciliation_run")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("state", "text", (c) =>
      c.notNull().check(sql`state in ('running', 'agrees', 'differs', 'unreached', 'failed')`),
    )
    .addColumn("requested_by", "text")
    .addColumn("started_at", "text", (c) => c.notNull())
    .addColumn("seen_at", "text", (c) => c.notNull())
    .addColumn("finished_at", "text")
    .addColumn("transaction_count", "bigint", (c) => c.notNull())
    .addColumn("entry_count", "bigint", (c) => c.notNull())
    .addColumn("missed_event_count", "bigint", (c) => c.notNull())
    .addColumn("difference_count", "bigint", (c) => c.notNull())
    .addColumn("settling_count", "bigint", (c) => c.notNull())
    .addColumn("transactions_minor", "bigint")
    .addColumn("balance_minor", "bigint")
    .addColumn("ledger_minor", "bigint")
    .addColumn("error", "text")
    .execute();
  await db.schema
    .createIndex("reconciliation_run_started_at")
    .on("reconciliation_run")
    .columns(["started_at", "id"])
    .execute();
  await sql`create unique index reconciliation_run_one_running on reconciliation_run (state) where state = 'running'`.execute(
    db,
  );
}

async function createIncidents(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("incident")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("subject", "text", (c) => c.notNull())
    .addColumn("processor_minor", "bigint")
    .addColumn("ledger_minor", "bigint")
    .addColumn("entry_id", "text")
    .addColumn("detail", "text", (c) => c.notNull())
    .addColumn("first_seen_at", "text", (c) => c.notNull())
    .addColumn("last_seen_at", "text", (c) => c.notNull())
    .addColumn("resolved_at", "text")
    .execute();
  await db.schema
    .createIndex("incident_resolved_at")
    .on("incident")
    .columns(["resolved_at", "first_seen_at"])
    .execute();
  await sql`create unique index incident_one_open on incident (kind, subject) where resolved_at is null`.execute(db);
}
