import { existsSync } from "node:fs";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { sqliteFile } from "#db/connect";
import { readEnvironment } from "#db/environment";
import { listPendingMigrations, migrateToLatest } from "#db/migrate";
import { type Database, openDatabase } from "~/platform/database.server";
import { readDatabaseUrl } from "~/platform/settings.server";

/** One command of the command line: takes its arguments, gives the exit code. */
export type Command = { usage: string; run(args: readonly string[]): Promise<number> };

/** The arguments are not what the command takes: it says how it is used and exits with 2. */
export class UsageError extends Error {}

/** Reads a command's arguments by `config`; anything unknown is a `UsageError`. */
export function readArguments<Config extends Omit<ParseArgsConfig, "args">>(args: readonly string[], config: Config) {
  try {
    return parseArgs<Config & { args: string[] }>({ ...config, args: [...args] });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** The result of a command: standard output, one line. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Progress and complaints: never on standard output, so that a result can be piped. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Something outside the command is missing: it is told in words, and the command exits with 2. */
export class CouldNotRun extends Error {}

/** Runs `work` on the installation's database, which must be there with the newest schema, and closes it afterwards. */
export async function withDatabase<T>(work: (db: Database) => Promise<T>): Promise<T> {
  const url = readDatabaseUrl(readEnvironment());
  if (!existsSync(sqliteFile(url))) throw new CouldNotRun(`${url}: there is no database yet: run \`npm run setup\``);
  return withOpenDatabase(url, async (db) => {
    const pending = await listPendingMigrations(db.write);
    if (pending.length > 0) throw new CouldNotRun(`${url}: is not up to date: run \`npm run db:migrate\``);
    return work(db);
  });
}

/** As `withDatabase`, made or brought up to date first; `work` also gets the names of the migrations that were applied. */
export function withMigratedDatabase<T>(work: (db: Database, applied: string[]) => Promise<T>): Promise<T> {
  return withOpenDatabase(readDatabaseUrl(readEnvironment()), async (db) => work(db, await migrateToLatest(db.write)));
}

async function withOpenDatabase<T>(url: string, work: (db: Database) => Promise<T>): Promise<T> {
  const db = openDatabase(url);
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}
