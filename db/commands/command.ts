import { type ParseArgsConfig, parseArgs } from "node:util";
import { readEnvironment } from "#db/environment";
import { migrateToLatest } from "#db/migrate";
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

/** Runs `work` on the installation's database and closes it afterwards. */
export async function withDatabase<T>(work: (db: Database) => Promise<T>): Promise<T> {
  const db = openDatabase(readDatabaseUrl(readEnvironment()));
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

/** As `withDatabase`, with the newest schema. */
export function withMigratedDatabase<T>(work: (db: Database) => Promise<T>): Promise<T> {
  return withDatabase(async (db) => {
    await migrateToLatest(db.write);
    return work(db);
  });
}
