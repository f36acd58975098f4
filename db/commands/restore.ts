import { isPostgres, sqliteFile } from "#db/connect";
import { DatabaseInUse, databaseName, exchangeDatabase, isDatabaseInUse } from "#db/database-place";
import { readEnvironment } from "#db/environment";
import { getSchemaVersion, isKnownSchemaVersion, NEWEST_SCHEMA_VERSION } from "#db/migrate";
import type { Database } from "~/platform/database.server";
import { readDatabaseUrl } from "~/platform/settings.server";
import { DamagedBackup, type Manifest, readContent, readManifest, syncFile } from "./backup-file";
import {
  type Command,
  CouldNotRun,
  isThere,
  print,
  readArguments,
  tell,
  UsageError,
  withOpenDatabase,
} from "./command";
import { fillFromContent, inspectDatabase } from "./database-content";
import { isEmptyDatabase } from "./empty-database";

const OPTIONS = { from: { type: "string" }, replace: { type: "boolean" } } as const;
const ENGINE_NAMES = { sqlite: "SQLite", postgres: "PostgreSQL" } as const;

/**
 * `restore`: puts what `backup` wrote in the place of the database, whole and verified or not at all; 0 sound,
 * 1 the backup is violated, 2 could not run. Schema and journal are those of the backup: nothing is migrated.
 */
export const restore: Command = {
  usage: "npm run restore -- --from F [--replace]",
  async run(args) {
    const { values } = readArguments(args, { options: OPTIONS });
    const { from } = values;
    if (!from) throw new UsageError("--from is the backup to restore");
    const url = readDatabaseUrl(readEnvironment());
    const manifest = await readManifest(from);
    requireFit(manifest, url);
    await requireFreePlace(url, values.replace === true);
    const damage = await findDamage(from, manifest);
    if (damage) {
      tell(`${from}: is damaged: ${damage}`);
      return 1;
    }
    const fill = (unfinished_url: string) => fillSoundly(unfinished_url, from, manifest);
    if (!(await exchangeDatabase(url, fill).catch(explain(url)))) return 1;
    const { created_at, head, schema } = manifest;
    print(`restored: ${head.seq} entries, head ${head.hash}, schema ${schema}, as of ${created_at}`);
    if (schema !== NEWEST_SCHEMA_VERSION) tell("this version has a newer schema: run `npm run db:migrate` next");
    return 0;
  },
};

function requireFit({ engine, schema }: Manifest, url: string): void {
  const wanted = isPostgres(url) ? "postgres" : "sqlite";
  if (engine !== wanted) {
    throw new CouldNotRun(
      `this is a backup of ${ENGINE_NAMES[engine]}, and DATABASE_URL names ${ENGINE_NAMES[wanted]}`,
    );
  }
  if (!isKnownSchemaVersion(schema)) {
    throw new CouldNotRun(`this backup was made by another version, with schema ${schema}: restore it with that one`);
  }
}

async function requireFreePlace(url: string, may_replace: boolean): Promise<void> {
  if (!(await isThere(url))) return;
  if (await isDatabaseInUse(url)) throw new CouldNotRun(`${databaseName(url)}: is in use: stop the server first`);
  if (may_replace || (await isFree(url))) return;
  throw new CouldNotRun(`${databaseName(url)}: holds data, which would be lost: \`--replace\` says that it may be`);
}

/** True when there is nothing in it, or nobody has lived in it yet. What cannot be read is somebody's. */
async function isFree(url: string): Promise<boolean> {
  try {
    return await withOpenDatabase(url, async (db) => {
      const tables = (await db.read.introspection.getTables()).map(({ name }) => name);
      return tables.length === 0 || (tables.includes("ledger_head") && (await isEmptyDatabase(db)));
    });
  } catch {
    return false;
  }
}

async function findDamage(from: string, manifest: Manifest): Promise<string | undefined> {
  try {
    for await (const chunk of readContent(from, manifest)) void chunk;
    return undefined;
  } catch (error) {
    if (error instanceof DamagedBackup) return error.message;
    throw error;
  }
}

async function fillSoundly(unfinished_url: string, from: string, manifest: Manifest): Promise<boolean> {
  await fillFromContent(unfinished_url, readContent(from, manifest));
  const faults = await withOpenDatabase(unfinished_url, (db) => findFaults(db, manifest));
  for (const fault of faults) tell(fault);
  if (faults.length > 0) tell(`${from}: is not sound: nothing was changed`);
  else if (!isPostgres(unfinished_url)) await syncFile(sqliteFile(unfinished_url));
  return faults.length === 0;
}

async function findFaults(db: Database, { head, schema }: Manifest): Promise<string[]> {
  const { faults, report } = await inspectDatabase(db);
  if (report.count !== head.seq || report.head !== head.hash) faults.push("the journal ends elsewhere than it says");
  if ((await getSchemaVersion(db.read)) !== schema) faults.push("the schema is not the one it says");
  return faults;
}

const IN_USE = "55006";
const NOT_ALLOWED = "42501";

/** Puts into words what the owner has to see to. */
function explain(url: string): (error: unknown) => never {
  return (error) => {
    const { code } = error as { code?: string };
    if (code === IN_USE || error instanceof DatabaseInUse)
      throw new CouldNotRun(`${databaseName(url)}: is in use: stop the server first`);
    if (code === NOT_ALLOWED) {
      throw new CouldNotRun(
        `${databaseName(url)}: its role may not make databases: allow it (\`alter role … createdb\`)`,
      );
    }
    throw error;
  };
}
