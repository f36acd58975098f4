import { rm } from "node:fs/promises";
import { isPostgres } from "#db/connect";
import { databaseName } from "#db/database-place";
import { getSchemaVersion } from "#db/migrate";
import { systemClock } from "~/platform/clock.server";
import type { Database } from "~/platform/database.server";
import { BACKUP_FORMAT, type Manifest, markOf, unfinishedName, writeBackup } from "./backup-file";
import { type Command, CouldNotRun, print, readArguments, tell, UsageError, withDatabaseAsItIs } from "./command";
import { copyContent } from "./database-content";

/** `backup`: the whole database in one file, of one instant and verified, while the server runs; 0 done, 1 violated. */
export const backup: Command = {
  usage: "npm run backup -- --out F",
  async run(args) {
    const { values } = readArguments(args, { options: { out: { type: "string" } } });
    const { out } = values;
    if (!out) throw new UsageError("--out is the file to write");
    return withDatabaseAsItIs(async (db, url) => {
      await requireOurs(db, url);
      const unfinished = await unfinishedName(out);
      const content_file = `${unfinished}.copy`;
      try {
        return await backUp(db, url, { content_file, unfinished, out });
      } finally {
        for (const ending of ["", ".copy", ".copy-wal", ".copy-shm"]) await rm(unfinished + ending, { force: true });
      }
    });
  },
};

async function requireOurs({ read }: Database, url: string): Promise<void> {
  const tables = await read.introspection.getTables();
  if (tables.some(({ name }) => name === "ledger_head")) return;
  throw new CouldNotRun(`${databaseName(url)}: holds no community: there is nothing to back up`);
}

type Files = { content_file: string; unfinished: string; out: string };

async function backUp(db: Database, url: string, files: Files): Promise<number> {
  const created_at = systemClock();
  const schema = await getSchemaVersion(db.read);
  const { faults, report } = await copyContent(db, url, files.content_file);
  if (faults.length > 0) {
    for (const fault of faults) tell(fault);
    tell(`the database is not sound: nothing was written to ${files.out}`);
    return 1;
  }
  const manifest: Manifest = {
    format: BACKUP_FORMAT,
    engine: isPostgres(url) ? "postgres" : "sqlite",
    schema,
    created_at,
    head: { seq: report.count, hash: report.head },
    content: await markOf(files.content_file),
  };
  await writeBackup(manifest, files);
  print(`backed up: ${report.count} entries, head ${report.head}, schema ${schema}`);
  return 0;
}
