import { DEFAULT_MIGRATION_TABLE, type Kysely, type Migration, Migrator, sql } from "kysely";
import * as ledger from "./migrations/0001_ledger";
import * as members from "./migrations/0002_members";
import * as alliance from "./migrations/0003_alliance";
import * as offers from "./migrations/0004_offers";
import * as bookings from "./migrations/0005_bookings";
import * as payments from "./migrations/0006_payments";
import * as fund from "./migrations/0007_fund";
import * as views from "./migrations/0008_views";
import * as rateLimit from "./migrations/0010_rate_limit";
import * as catalogueVersion from "./migrations/0011_catalogue_version";
import * as twoProcesses from "./migrations/0012_two_processes";
import * as localeChoice from "./migrations/0013_locale_choice";
import * as refundsAfterUse from "./migrations/0014_refunds_after_use";
import * as disputes from "./migrations/0015_disputes";
import * as payouts from "./migrations/0016_payouts";
import * as reconciliation from "./migrations/0017_reconciliation";
import * as jobs from "./migrations/0018_jobs";
import * as notices from "./migrations/0019_notices";
import * as payoutsMended from "./migrations/0021_payouts_mended";
import type { Schema } from "./schema/schema";

const MIGRATIONS: Record<string, Migration> = {
  "0001_ledger": ledger,
  "0002_members": members,
  "0003_alliance": alliance,
  "0004_offers": offers,
  "0005_bookings": bookings,
  "0006_payments": payments,
  "0007_fund": fund,
  "0008_views": views,
  "0010_rate_limit": rateLimit,
  "0011_catalogue_version": catalogueVersion,
  "0012_two_processes": twoProcesses,
  "0013_locale_choice": localeChoice,
  "0014_refunds_after_use": refundsAfterUse,
  "0015_disputes": disputes,
  "0016_payouts": payouts,
  "0017_reconciliation": reconciliation,
  "0018_jobs": jobs,
  "0019_notices": notices,
  "0021_payouts_mended": payoutsMended,
};

/** Brings the database to the newest schema; gives the names of the migrations it applied. */
export async function migrateToLatest(db: Kysely<Schema>): Promise<string[]> {
  const { error, results } = await migrator(db).migrateToLatest();
  if (error) throw error;
  return (results ?? []).map((result) => result.migrationName);
}

/** Names of migrations that the database does not have yet. */
export async function listPendingMigrations(db: Kysely<Schema>): Promise<string[]> {
  const migrations = await migrator(db).getMigrations();
  return migrations.filter((migration) => !migration.executedAt).map((migration) => migration.name);
}

/** The newest migration that the database has, whether this build knows it or not: the version of its schema. */
export async function getSchemaVersion(db: Kysely<Schema>): Promise<string> {
  const { rows } = await sql<{
    name: string;
  }>`select max(name) as name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(db);
  return rows[0]?.name ?? "";
}

export const NEWEST_SCHEMA_VERSION = Object.keys(MIGRATIONS).sort().at(-1);

/** True for a version of the schema that this build can have made. */
export function isKnownSchemaVersion(name: string): boolean {
  return Object.hasOwn(MIGRATIONS, name);
}

function migrator(db: Kysely<Schema>): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
}
