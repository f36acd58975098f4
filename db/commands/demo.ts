import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { databaseExists, databaseName, replaceDatabase } from "#db/database-place";
import { prepareDemoEnvironment } from "#db/demo-environment";
import { DEMO_ENVIRONMENT_FILE } from "#db/environment";
import { migrateToLatest } from "#db/migrate";
import { probeSimulator, simulatorFile } from "#db/simulator";
import { findCommunity } from "~/alliance/alliance.queries.server";
import { SECOND_MS } from "~/kernel/instant";
import { listFirstPersonOfEachRole } from "~/members/members.queries.server";
import { openDatabase } from "~/platform/database.server";
import {
  type Environment,
  readDatabaseUrl,
  readSettings,
  readStripeSettings,
  type Settings,
} from "~/platform/settings.server";
import { type Command, print, readArguments, tell } from "./command";
import { isEmptyDatabase } from "./empty-database";
import { readHistoryDays, seedDemoProfile } from "./seed";

const OPTIONS = { reset: { type: "boolean" }, history: { type: "string" } } as const;
const DEMO_PASSWORD = "shangju-demo";
const START_LIMIT_MS = 30 * SECOND_MS;

/** `demo`: everything a newcomer needs, on this machine alone; the data of the first run stays. */
export const demo: Command = {
  usage: "npm run demo [-- --reset] [-- --history DAYS]",
  async run(args) {
    const { values } = readArguments(args, { options: OPTIONS });
    const env = { ...(await prepareDemoEnvironment(process.env)), ...process.env };
    const settings = readSettings(env);
    if (!(await isPortFree(settings))) {
      tell(`port ${settings.port} is taken by another program; choose one: PORT=${settings.port + 100} npm run demo`);
      return 1;
    }
    // before the simulator starts: it runs in production only where DEMO says so
    Object.assign(process.env, env, { NODE_ENV: "production" });
    if (!(await prepareDemoData(env, values.reset === true, readHistoryDays(values.history)))) return 1;
    const server = new URL("index.js", import.meta.url).href;
    await import(/* @vite-ignore */ server);
    await announceDemo(settings);
    return 0;
  },
};

/**
 * Sees to a whole demo database, seeded beside its place and moved there when it is complete. False where the place
 * holds a real community or anything else of somebody's: that is neither migrated nor touched.
 */
export async function prepareDemoData(env: Environment, is_reset: boolean, history_days?: number): Promise<boolean> {
  const database_url = readDatabaseUrl(env);
  const found = await lookAt(database_url);
  if (found === "somebody's") {
    tell(`${databaseName(database_url)} is no demo: it is left alone. Unset DATABASE_URL or name another one`);
    return false;
  }
  if (found === "demo" && !is_reset) return migrate(database_url);
  if (!(await isSimulatorStopped(env))) {
    tell("a payment simulator is running on the demo's file: stop it first");
    return false;
  }
  return replaceDatabase(database_url, async (unfinished_url) => {
    for (const ending of ["", "-wal", "-shm"]) rmSync(`${simulatorFile(database_url)}${ending}`, { force: true });
    if (env.SMS_DIR) rmSync(env.SMS_DIR, { recursive: true, force: true });
    return (await seedDemoProfile({ ...env, DATABASE_URL: unfinished_url }, history_days)) === 0;
  });
}

/** An older version's demo goes on with this one. */
async function migrate(database_url: string): Promise<true> {
  const db = openDatabase(database_url);
  await migrateToLatest(db.write).finally(() => db.destroy());
  return true;
}

async function isSimulatorStopped(env: Environment): Promise<boolean> {
  const { api_base, secret_key } = readStripeSettings(env);
  return !api_base || (await probeSimulator(api_base, secret_key)) === "free";
}

async function lookAt(database_url: string): Promise<"nothing" | "demo" | "somebody's"> {
  if (!(await databaseExists(database_url))) return "nothing";
  const db = openDatabase(database_url);
  try {
    const tables = (await db.read.introspection.getTables()).map(({ name }) => name);
    if (tables.length === 0) return "nothing";
    const is_ours = OUR_TABLES.every((name) => tables.includes(name));
    if (!is_ours) return "somebody's";
    const community = await findCommunity(db.read);
    if (!community) return (await isEmptyDatabase(db)) ? "nothing" : "somebody's";
    return community.is_demo === 1 ? "demo" : "somebody's";
  } finally {
    await db.destroy();
  }
}

/** A database without these was never ours to replace. */
const OUR_TABLES = ["community", "person", "merchant", "ledger_head"];

function isPortFree({ host, port }: Settings): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/** Waits until the server answers, then prints its address and the sign-ins. */
export async function announceDemo(settings: Settings): Promise<void> {
  await untilReady(settings.origin);
  const db = openDatabase(settings.database_url);
  const people = await listFirstPersonOfEachRole(db.read).finally(() => db.destroy());
  print(`\n商居 Shangju is open: ${settings.origin}\n`);
  print(`Sign in as (password of all: ${DEMO_PASSWORD})`);
  for (const { role, email, name, scope_id } of people) {
    print(`  ${role.padEnd(11)} ${(email ?? "").padEnd(36)} ${name}${scope_id && `, ${scope_id}`}`);
  }
  print(`\nSecrets and the payment simulator's address: ${DEMO_ENVIRONMENT_FILE}. Ctrl-C stops both.`);
}

async function untilReady(origin: string): Promise<void> {
  const waiting_since = performance.now();
  while (performance.now() - waiting_since < START_LIMIT_MS) {
    const is_ready = await fetch(`${origin}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (is_ready) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the server did not answer at ${origin}`);
}
