import { sql } from "kysely";
import { createCommandServices } from "#db/command-services";
import { prepareDemoEnvironment } from "#db/demo-environment";
import { engineOf } from "#db/engine";
import { migrateToLatest } from "#db/migrate";
import { DEMO_COMMUNITY, demoSeed, seedDemo } from "#db/profiles/demo-profile";
import { seedHarness } from "#db/profiles/harness-profile";
import { HISTORY_DAYS } from "#db/profiles/history-plan";
import { ensureSimulator } from "#db/simulator";
import { dayOf } from "~/kernel/calendar-day";
import { systemClock } from "~/platform/clock.server";
import type { Database } from "~/platform/database.server";
import type { Environment } from "~/platform/settings.server";
import {
  type Command,
  print,
  readArguments,
  requireFitDatabase,
  tell,
  UsageError,
  withMigratedDatabase,
} from "./command";
import { isEmptyDatabase } from "./empty-database";

const OPTIONS = {
  profile: { type: "string" },
  residents: { type: "string" },
  history: { type: "string" },
  json: { type: "boolean" },
} as const;

/** `seed`: fills an empty database with the demo community or with what a test harness needs. */
export const seed: Command = {
  usage: "npm run seed -- --profile demo [--history DAYS] | --profile harness [--residents N] [--json]",
  async run(args) {
    const { values } = readArguments(args, { options: OPTIONS });
    if (values.profile === "demo") return seedDemoProfile(await demoEnvironment(), readHistoryDays(values.history));
    if (values.profile !== "harness") throw new UsageError("--profile is demo or harness");
    return seedHarnessProfile(readResidentCount(values.residents), values.json === true);
  },
};

/** A machine without any variable gets the demo's, as `npm run demo` would make them. */
async function demoEnvironment(): Promise<Environment> {
  return process.env.DATABASE_URL ? process.env : { ...(await prepareDemoEnvironment(process.env)), ...process.env };
}

function readResidentCount(text = "2"): number {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (count < 2) throw new UsageError("--residents is a number from 2 on");
  return count;
}

/** How many days the demo's past has: fewer are played sooner. Undefined for the usual three months. */
export function readHistoryDays(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,2}$/.test(text) || Number(text) > HISTORY_DAYS) {
    throw new UsageError(`--history is a number of days up to ${HISTORY_DAYS}`);
  }
  return Number(text);
}

async function seedHarnessProfile(resident_count: number, is_json: boolean): Promise<number> {
  return withMigratedDatabase(async (db) => {
    if (!(await isEmptyDatabase(db))) return refuse();
    const harness = await seedHarness(db, resident_count, systemClock());
    if (is_json) print(JSON.stringify(harness));
    else for (const { role, email, password } of harness.accounts) print(`${role} ${email} ${password}`);
    return 0;
  });
}

function refuse(): number {
  tell("this database is not empty: a profile is seeded into a new one only");
  return 1;
}

/** Seeds the demo into the database of `env`; 1 where somebody lives there already. */
export async function seedDemoProfile(env: Environment, history_days?: number): Promise<number> {
  const services = createCommandServices(env);
  const { stripe, database_url } = services.settings;
  const today = dayOf(systemClock(), DEMO_COMMUNITY.zone);
  try {
    await requireFitDatabase(database_url, services.db);
    await migrateToLatest(services.db.write);
    if (!(await isEmptyDatabase(services.db))) return refuse();
    const simulator = await ensureSimulator({
      stripe,
      database_url,
      ids: { seed: demoSeed(today) },
      isRehearsal: true,
    });
    try {
      await withoutWaiting(services.db, () => seedDemo(services, { today, history_days }, tell));
    } finally {
      await simulator?.close();
    }
    print(`the demo community of ${today} is ready`);
    return 0;
  } finally {
    await services.db.destroy();
  }
}

/**
 * Plays without waiting for the disk after every commit: a seed that was cut off starts over from nothing. What it wrote
 * is safe on the disk before this returns.
 */
async function withoutWaiting(db: Database, play: () => Promise<void>): Promise<void> {
  if (engineOf(db.write) === "postgres") return play();
  await sql`pragma synchronous = off`.execute(db.write);
  await play();
  await sql`pragma synchronous = full`.execute(db.write);
  await sql`pragma wal_checkpoint(truncate)`.execute(db.write);
}
