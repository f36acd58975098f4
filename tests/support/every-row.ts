import { sql } from "kysely";
import type { Database } from "~/platform/database.server";

/** Every row of every table, to show that a refused command wrote nothing: equal before and after. */
export async function everyRow(db: Database): Promise<Record<string, unknown[]>> {
  const tables = await db.read.introspection.getTables();
  const rows: Record<string, unknown[]> = {};
  for (const { name, isView } of tables) {
    if (isView) continue;
    const table = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db.read);
    rows[name] = table.rows;
  }
  return rows;
}
