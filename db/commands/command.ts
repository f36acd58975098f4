import { type ParseArgsConfig, parseArgs } from "node:util";
import { isPostgres } from "#db/connect";
import { databaseExists, databaseName, findUnfitness } from "#db/database-place";
import { readEnvironment } from "#db/environment";
import { listPendingMigrations, migrateToLatest } from "#db/migrate";
import { type Database, openDatabase } from "~/platform/database.server";
import { isDatabaseUnavailable } from "~/platform/database-error.server";
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
  return withDatabaseAsItIs(async (db, url) => {
    const pending = await listPendingMigrations(db.write);
    if (pending.length > 0)
      throw new CouldNotRun(`${databaseName(url)}: is not up to date: run \`npm run db:migrate\``);
    return work(db);
  });
}

/** As `withDatabase`, whatever its schema; `work` also gets its address. */
export async function withDatabaseAsItIs<T>(work: (db: Database, url: string) => Promise<T>): Promise<T> {
  const url = readDatabaseUrl(readEnvironment());
  if (!(await isThere(url)))
    throw new CouldNotRun(`${databaseName(url)}: there is no database yet: run \`npm run setup\``);
  return withOpenDatabase(url, (db) => work(db, url));
}

/** As `withDatabase`, made or brought up to date first; `work` also gets the names of the migrations that were applied. */
export function withMigratedDatabase<T>(work: (db: Database, applied: string[]) => Promise<T>): Promise<T> {
  const url = readDatabaseUrl(readEnvironment());
  return withOpenDatabase(url, async (db) => {
    await requireFitDatabase(url, db);
    return work(db, await migrateToLatest(db.write));
  });
}

/** Throws `CouldNotRun` where a PostgreSQL database is not there, does not answer, or cannot hold a community. */
export async function requireFitDatabase(url: string, db: Database): Promise<void> {
  if (isPostgres(url) && !(await isThere(url))) {
    throw new CouldNotRun(`${databaseName(url)}: there is no such database: ${CREATE_HINT}`);
  }
  const unfitness = await findUnfitness(url, db.write);
  if (unfitness) throw new CouldNotRun(`${databaseName(url)}: ${unfitness}`);
}

const CREATE_HINT = "make it with `createdb --template=template0 --encoding=UTF8 --locale=C NAME`";

/** As `databaseExists`; throws `CouldNotRun` where the server does not answer. */
export async function isThere(url: string): Promise<boolean> {
  try {
    return await databaseExists(url);
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    const { cause } = error as Error;
    throw new CouldNotRun(`${databaseName(url)}: ${(cause instanceof Error && cause.message) || "no answer"}`);
  }
}

/** Opens the database at `url` for as long as `work` takes. */
export async function withOpenDatabase<T>(url: string, work: (db: Database) => Promise<T>): Promise<T> {
  const db = openDatabase(url);
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}
