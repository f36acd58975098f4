import { type Kysely, sql } from "kysely";

const ROLES = "('resident','helper','owner','manager','cashier','accountant','operator','committee','trustee','admin')";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("person")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("email", "text", (c) => c.unique())
    .addColumn("phone", "text", (c) => c.unique())
    .addColumn("password_hash", "text")
    .addColumn("locale", "text", (c) => c.notNull())
    .addColumn("is_disabled", "integer", (c) => c.notNull().check(sql`is_disabled in (0, 1)`))
    .addColumn("created_at", "text", (c) => c.notNull())
    .addCheckConstraint("person_reachable", sql`email is not null or phone is not null`)
    .execute();
  await db.schema
    .createTable("role_grant")
    .addColumn("person_id", "text", (c) => c.notNull().references("person.id"))
    .addColumn("role", "text", (c) => c.notNull().check(sql.raw(`role in ${ROLES}`)))
    .addColumn("scope_id", "text", (c) => c.notNull())
    .addColumn("constituency", "text")
    .addColumn("granted_at", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("role_grant_pk", ["person_id", "role", "scope_id"])
    .execute();
  await db.schema
    .createTable("session")
    .addColumn("id_hash", "text", (c) => c.primaryKey().notNull())
    .addColumn("person_id", "text", (c) => c.notNull().references("person.id"))
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("expires_at", "text", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("session_person").on("session").column("person_id").execute();
  await db.schema
    .createTable("sign_in_code")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("phone", "text", (c) => c.notNull())
    .addColumn("code_hash", "text", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("expires_at", "text", (c) => c.notNull())
    .addColumn("tries_left_count", "integer", (c) => c.notNull().check(sql`tries_left_count >= 0`))
    .addColumn("used_at", "text")
    .execute();
  await db.schema.createIndex("sign_in_code_phone").on("sign_in_code").columns(["phone", "created_at"]).execute();
  await db.schema
    .createTable("one_time_link")
    .addColumn("token_hash", "text", (c) => c.primaryKey().notNull())
    .addColumn("person_id", "text", (c) => c.notNull().references("person.id"))
    .addColumn("expires_at", "text", (c) => c.notNull())
    .addColumn("used_at", "text")
    .execute();
}
