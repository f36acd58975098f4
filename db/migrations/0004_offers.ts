import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await createOffer(db);
  await createSlot(db);
  await createQuota(db);
}

async function createOffer(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("offer")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("merchant_id", "text", (c) => c.notNull().references("merchant.id"))
    .addColumn("category_id", "text", (c) => c.notNull().references("category.id"))
    .addColumn("kind", "text", (c) => c.notNull().check(sql`kind in ('slot', 'voucher')`))
    .addColumn("price_type", "text", (c) =>
      c.notNull().check(sql`price_type in ('free', 'low_fee', 'alliance', 'points')`),
    )
    .addColumn("title_zh", "text", (c) => c.notNull())
    .addColumn("title_en", "text", (c) => c.notNull())
    .addColumn("summary_zh", "text", (c) => c.notNull())
    .addColumn("summary_en", "text", (c) => c.notNull())
    .addColumn("description_zh", "text", (c) => c.notNull())
    .addColumn("terms_json", "text", (c) => c.notNull())
    .addColumn("list_price_minor", "bigint", (c) => c.notNull())
    .addColumn("price_minor", "bigint", (c) => c.notNull().check(sql`price_minor >= 0`))
    .addColumn("valid_days", "integer", (c) => c.check(sql`valid_days between 1 and 80`))
    .addColumn("cancel_hours", "integer", (c) => c.check(sql`cancel_hours between 0 and 48`))
    .addColumn("is_no_show_kept", "integer", (c) => c.notNull().check(sql`is_no_show_kept in (0, 1)`))
    .addColumn("weekly_hours", "text", (c) => c.notNull())
    .addColumn("max_quantity", "integer", (c) => c.notNull().check(sql`max_quantity between 1 and 4`))
    .addColumn("is_listed", "integer", (c) => c.notNull().check(sql`is_listed in (0, 1)`))
    .addColumn("revision", "integer", (c) => c.notNull())
    .addColumn("search_text", "text", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("updated_at", "text", (c) => c.notNull())
    .addCheckConstraint(
      "offer_price",
      sql`list_price_minor >= price_minor and (price_type <> 'free' or price_minor = 0)`,
    )
    .addCheckConstraint(
      "offer_kind",
      sql`(kind = 'voucher') = (valid_days is not null) and (kind = 'slot') = (cancel_hours is not null)`,
    )
    .execute();
  await db.schema.createIndex("offer_merchant").on("offer").column("merchant_id").execute();
  await db.schema.createIndex("offer_category").on("offer").columns(["category_id", "is_listed"]).execute();
}

async function createSlot(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("slot")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("offer_id", "text", (c) => c.notNull().references("offer.id"))
    .addColumn("starts_at", "text", (c) => c.notNull())
    .addColumn("ends_at", "text", (c) => c.notNull())
    .addColumn("capacity", "integer", (c) => c.notNull().check(sql`capacity >= 0`))
    .addColumn("held", "integer", (c) => c.notNull().check(sql`held >= 0`))
    .addColumn("sold", "integer", (c) => c.notNull().check(sql`sold >= 0`))
    .addUniqueConstraint("slot_once", ["offer_id", "starts_at"])
    .addCheckConstraint("slot_never_oversold", sql`held + sold <= capacity`)
    .addCheckConstraint("slot_order", sql`ends_at > starts_at`)
    .execute();
  await db.schema
    .createTable("slot_seat")
    .addColumn("slot_id", "text", (c) => c.notNull().references("slot.id"))
    .addColumn("resident_id", "text", (c) => c.notNull())
    .addColumn("seat_count", "integer", (c) => c.notNull().check(sql`seat_count between 0 and 4`))
    .addPrimaryKeyConstraint("slot_seat_pk", ["slot_id", "resident_id"])
    .execute();
}

async function createQuota(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("offer_quota")
    .addColumn("offer_id", "text", (c) => c.primaryKey().notNull().references("offer.id"))
    .addColumn("quota", "integer", (c) => c.notNull().check(sql`quota >= 0`))
    .addColumn("per_resident", "integer", (c) => c.notNull().check(sql`per_resident >= 1`))
    .addColumn("held", "integer", (c) => c.notNull().check(sql`held >= 0`))
    .addColumn("sold", "integer", (c) => c.notNull().check(sql`sold >= 0`))
    .addCheckConstraint("offer_quota_never_exceeded", sql`held + sold <= quota`)
    .execute();
  await db.schema
    .createTable("quota_claim")
    .addColumn("offer_id", "text", (c) => c.notNull().references("offer.id"))
    .addColumn("resident_id", "text", (c) => c.notNull())
    .addColumn("claim_count", "integer", (c) => c.notNull().check(sql`claim_count >= 0`))
    .addColumn("per_resident", "integer", (c) => c.notNull())
    .addPrimaryKeyConstraint("quota_claim_pk", ["offer_id", "resident_id"])
    .addCheckConstraint("quota_claim_within", sql`claim_count <= per_resident`)
    .execute();
}
