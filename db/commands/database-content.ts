import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { sql } from "kysely";
import { isPostgres, sqliteFile } from "#db/connect";
import { engineOf } from "#db/engine";
import { assert } from "~/kernel/assert";
import type { VerificationReport } from "~/ledger/verification";
import { verifyLedger } from "~/ledger/verify-ledger.server";
import type { Database } from "~/platform/database.server";
import { makeOwnersFile } from "./backup-file";
import { withOpenDatabase } from "./command";
import { findPostgresTool, startPostgresTool } from "./postgres-tools";

/** What is wrong with a database's file and journal, in words; its journal's verification beside. */
export type Inspection = { faults: string[]; report: VerificationReport };

/**
 * Copies the database at one instant to `file`, which must not exist, while others go on writing, and verifies the
 * journal of just that copy.
 */
export async function copyContent(db: Database, url: string, file: string): Promise<Inspection> {
  await makeOwnersFile(file);
  return isPostgres(url) ? dumpServerDatabase(db, url, file) : copyFile(db, file);
}

/** Without what deleted rows left in the file: `vacuum into` writes rows, not pages. */
async function copyFile(db: Database, file: string): Promise<Inspection> {
  await sql`vacuum into ${file}`.execute(db.read);
  return withOpenDatabase(`file:${file}`, inspectDatabase);
}

/** One snapshot is read by `pg_dump` and by the verification. */
async function dumpServerDatabase(db: Database, url: string, file: string): Promise<Inspection> {
  const program = await findPostgresTool("pg_dump", db.read);
  return db.write
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(async (trx) => {
      // while pg_dump starts, nobody asks anything
      await sql`set local idle_in_transaction_session_timeout = 0`.execute(trx);
      const { rows } = await sql<{ snapshot: string }>`select pg_export_snapshot() as snapshot`.execute(trx);
      const args = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges", `--file=${file}`];
      args.push(`--snapshot=${rows[0]?.snapshot}`);
      const dump = startPostgresTool(program, args, { url, stdio: ["ignore", "ignore", "pipe"] });
      const [report] = await Promise.all([verifyLedger(trx), dump.ended]);
      return { faults: ledgerFaults(report), report };
    });
}

/** Makes an empty database at `url` what `content` holds. */
export async function fillFromContent(url: string, content: AsyncIterable<Buffer>): Promise<void> {
  if (!isPostgres(url)) {
    const file = sqliteFile(url);
    await makeOwnersFile(file);
    await pipeline(Readable.from(content), createWriteStream(file));
    return;
  }
  const program = await withOpenDatabase(url, ({ read }) => findPostgresTool("pg_restore", read));
  const args = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"];
  const { child, ended } = startPostgresTool(program, args, { url, stdio: ["pipe", "ignore", "pipe"] });
  assert(child.stdin, "its input is a pipe");
  // when it ends early, its complaint says more than that it does not listen any more
  await Promise.all([ended, pipeline(Readable.from(content), child.stdin).catch(() => ended)]);
}

/** Checks a database that nobody uses: the file, and the whole journal with the anchors kept in it. */
export async function inspectDatabase(db: Database): Promise<Inspection> {
  const faults = engineOf(db.read) === "sqlite" ? await fileFaults(db) : [];
  const report = await verifyLedger(db.read);
  return { faults: [...faults, ...ledgerFaults(report)], report };
}

async function fileFaults({ read }: Database): Promise<string[]> {
  const integrity = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(read);
  const dangling = await sql<{ table: string }>`pragma foreign_key_check`.execute(read);
  return [
    ...integrity.rows.map((row) => row.integrity_check).filter((said) => said !== "ok"),
    ...dangling.rows.map(({ table }) => `${table}: a row names another that is not there`),
  ];
}

function ledgerFaults({ violations }: VerificationReport): string[] {
  return violations.map(({ seq, rule, detail }) => `entry ${seq}: ${rule}: ${detail}`);
}
