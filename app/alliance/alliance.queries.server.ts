import type { SharePolicyTable } from "#db/schema/alliance";
import type { CalendarDay } from "~/kernel/calendar-day";
import { dayOf } from "~/kernel/calendar-day";
import type { Instant } from "~/kernel/instant";
import type { Reader } from "~/platform/database.server";
import type { Community } from "./community";
import { type PolicyScope, policyInForce } from "./share-policy";
import type { Tier } from "./tier";

export async function findCommunity(reader: Reader): Promise<Community | undefined> {
  return reader
    .selectFrom("community")
    .select(["name_zh", "name_en", "zone", "currency", "desk_phone", "is_demo"])
    .where("id", "=", 1)
    .executeTakeFirst();
}

/** What a transaction has read of its community: it asks for it at every turn, and no command changes it. */
const read_in_transactions = new WeakMap<Reader, Community>();

export async function getCommunity(reader: Reader): Promise<Community> {
  const community = read_in_transactions.get(reader) ?? (await findCommunity(reader));
  if (!community) throw new Error("this database has no community yet: run `npm run setup`");
  if ("isTransaction" in reader && reader.isTransaction === true) read_in_transactions.set(reader, community);
  return community;
}

/** When the community was founded here: nothing of it was signed before. */
export async function getFoundedAt(reader: Reader): Promise<string> {
  const { created_at } = await reader
    .selectFrom("community")
    .select("created_at")
    .where("id", "=", 1)
    .executeTakeFirstOrThrow();
  return created_at;
}

export async function findMerchant(reader: Reader, id: string) {
  return reader.selectFrom("merchant").selectAll().where("id", "=", id).executeTakeFirst();
}

/** The tier a merchant holds on `on`; nothing before its first. */
export async function findTier(reader: Reader, merchant_id: string, on: CalendarDay): Promise<Tier | undefined> {
  const row = await reader
    .selectFrom("merchant_tier")
    .select("tier")
    .where("merchant_id", "=", merchant_id)
    .where("from_on", "<=", on)
    .orderBy("from_on", "desc")
    .executeTakeFirst();
  return row?.tier as Tier | undefined;
}

/** The policy in force for a merchant's offer at the instant `at`, by the tier the merchant held that day. */
export async function findPolicyFor(
  reader: Reader,
  offer: Omit<PolicyScope, "tier"> & { merchant_id: string },
  zone: string,
  at: Instant,
): Promise<SharePolicyTable | undefined> {
  const tier = await findTier(reader, offer.merchant_id, dayOf(at, zone));
  if (!tier) return undefined;
  const policies = await reader.selectFrom("share_policy").selectAll().where("tier", "=", tier).orderBy("id").execute();
  return policyInForce(policies, { tier, category_id: offer.category_id, price_type: offer.price_type }, at);
}

export async function listSharePolicies(reader: Reader): Promise<SharePolicyTable[]> {
  return reader.selectFrom("share_policy").selectAll().orderBy("effective_from").orderBy("id").execute();
}

export async function findSharePolicy(reader: Reader, id: string): Promise<SharePolicyTable | undefined> {
  return reader.selectFrom("share_policy").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function listTierHistory(reader: Reader, merchant_id: string) {
  return reader
    .selectFrom("merchant_tier")
    .selectAll()
    .where("merchant_id", "=", merchant_id)
    .orderBy("from_on")
    .execute();
}

/** How many merchants hold each tier on `on`. */
export async function countMerchantsByTier(reader: Reader, on: CalendarDay): Promise<Map<Tier, number>> {
  const rows = await reader
    .selectFrom("merchant_tier")
    .select(["merchant_id", "tier"])
    .where("from_on", "<=", on)
    .orderBy("from_on")
    .execute();
  const tiers = new Map(rows.map((row) => [row.merchant_id, row.tier as Tier]));
  const counts = new Map<Tier, number>();
  for (const tier of tiers.values()) counts.set(tier, (counts.get(tier) ?? 0) + 1);
  return counts;
}

/** Names of all merchants in both languages: for those who may know them. */
export async function listMerchantNames(reader: Reader) {
  return reader.selectFrom("merchant").select(["id", "name_zh", "name_en"]).execute();
}

export async function countMerchants(reader: Reader): Promise<number> {
  const { count } = await reader
    .selectFrom("merchant")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}
