import { sql } from "kysely";
import { engineOf } from "#db/engine";
import type { Database } from "~/platform/database.server";

/** Somebody with the database in their hands: no trigger and no foreign key stops these statements. */
export async function tamper({ write }: Database, ...statements: readonly string[]): Promise<void> {
  if (engineOf(write) === "postgres") {
    await write.transaction().execute(async (trx) => {
      await sql`set local session_replication_role = replica`.execute(trx);
      for (const statement of statements) await sql.raw(statement).execute(trx);
    });
    return;
  }
  await sql`pragma foreign_keys = off`.execute(write);
  const triggers = await sql<{ name: string }>`select name from sqlite_master where type = 'trigger'`.execute(write);
  for (const { name } of triggers.rows) await sql.raw(`drop trigger ${name}`).execute(write);
  for (const statement of statements) await sql.raw(statement).execute(write);
}
