import { sql } from "kysely";
import { engineOf } from "#db/engine";
import type { Trx } from "./database.server";

/**
 * Lets no other transaction hold `name` until this one ends: for what has no row yet that could be locked. SQLite needs
 * nothing, it has one writer. Two names may share a lock by chance, which costs a moment and nothing else.
 */
export async function lockName(trx: Trx, name: string): Promise<void> {
  if (engineOf(trx) === "sqlite") return;
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(trx);
}
