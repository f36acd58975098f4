import { type Kysely, sql } from "kysely";

/** Tells the language somebody chose from the one their account was made with. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("person")
    .addColumn("is_locale_chosen", "integer", (c) => c.notNull().defaultTo(0).check(sql`is_locale_chosen in (0, 1)`))
    .execute();
}
