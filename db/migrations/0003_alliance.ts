import { type Kysely, sql } from "kysely";

const TIERS = "('party_committee','key_institution','caring_merchant','general_merchant')";
const PRICE_TYPES = "('free','low_fee','alliance','points')";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("community")
    .addColumn("id", "integer", (c) => c.primaryKey().notNull().check(sql`id = 1`))
    .addColumn("name_zh", "text", (c) => c.notNull())
    .addColumn("name_en", "text", (c) => c.notNull())
    .addColumn("zone", "text", (c) => c.notNull())
    .addColumn("currency", "text", (c) => c.notNull().check(sql`length(currency) = 3`))
    .addColumn("desk_phone", "text", (c) => c.notNull())
    .addColumn("is_demo", "integer", (c) => c.notNull().check(sql`is_demo in (0, 1)`))
    .addColumn("created_at", "text", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("category")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("name_zh", "text", (c) => c.notNull())
    .addColumn("name_en", "text", (c) => c.notNull())
    .addColumn("is_sensitive", "integer", (c) => c.notNull().check(sql`is_sensitive in (0, 1)`))
    .addColumn("sort", "integer", (c) => c.notNull())
    .execute();
  await createMerchant(db);
  await createSharePolicy(db);
}

async function createMerchant(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("merchant")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("name_zh", "text", (c) => c.notNull())
    .addColumn("name_en", "text", (c) => c.notNull())
    .addColumn("category_id", "text", (c) => c.notNull().references("category.id"))
    .addColumn("summary_zh", "text", (c) => c.notNull())
    .addColumn("summary_en", "text", (c) => c.notNull())
    .addColumn("address_zh", "text", (c) => c.notNull())
    .addColumn("address_en", "text", (c) => c.notNull())
    .addColumn("lat_microdeg", "bigint", (c) => c.notNull())
    .addColumn("lng_microdeg", "bigint", (c) => c.notNull())
    .addColumn("phone", "text", (c) => c.notNull())
    .addColumn("opening_hours", "text", (c) => c.notNull())
    .addColumn("licence", "text", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("updated_at", "text", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("merchant_tier")
    .addColumn("merchant_id", "text", (c) => c.notNull().references("merchant.id"))
    .addColumn("tier", "text", (c) => c.notNull().check(sql.raw(`tier in ${TIERS}`)))
    .addColumn("from_on", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("merchant_tier_pk", ["merchant_id", "from_on"])
    .execute();
}

async function createSharePolicy(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("share_policy")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("tier", "text", (c) => c.notNull().check(sql.raw(`tier in ${TIERS}`)))
    .addColumn("category_id", "text", (c) => c.references("category.id"))
    .addColumn("price_type", "text", (c) => c.check(sql.raw(`price_type in ${PRICE_TYPES}`)))
    .addColumn("commission_bps", "integer", (c) => c.notNull().check(sql`commission_bps between 0 and 10000`))
    .addColumn("fund_bps", "integer", (c) => c.notNull().check(sql`fund_bps between 0 and 10000`))
    .addColumn("announced_on", "text", (c) => c.notNull())
    .addColumn("effective_from", "text", (c) => c.notNull())
    .addColumn("effective_to", "text")
    .addColumn("minutes", "text", (c) => c.notNull())
    .addCheckConstraint("share_policy_whole", sql`commission_bps + fund_bps <= 10000`)
    .addCheckConstraint("share_policy_period", sql`effective_to is null or effective_to > effective_from`)
    .execute();
}
