import type { MerchantTable } from "#db/schema/alliance";
import type { CalendarDay } from "~/kernel/calendar-day";
import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { findMerchant, listTierHistory } from "./alliance.queries.server";
import { upsertMerchant, upsertMerchantTier } from "./alliance.store.server";
import type { Tier } from "./tier";

export type MerchantFacts = Omit<MerchantTable, "created_at" | "updated_at"> & { tier: Tier; tier_from: CalendarDay };

/** Adds a merchant or updates it to `facts`. Gives false when everything was known already. */
export async function saveMerchant(trx: Trx, facts: MerchantFacts, now: Instant): Promise<boolean> {
  const { tier, tier_from, ...merchant } = facts;
  const known = await findMerchant(trx, merchant.id);
  const history = known ? await listTierHistory(trx, merchant.id) : [];
  const is_tier_known = history.some((held) => held.from_on === tier_from && held.tier === tier);
  if (known && is_tier_known && isSameMerchant(known, merchant)) return false;
  await upsertMerchant(trx, { ...merchant, created_at: known?.created_at ?? now, updated_at: now });
  await upsertMerchantTier(trx, { merchant_id: merchant.id, tier, from_on: tier_from });
  return true;
}

function isSameMerchant(known: MerchantTable, merchant: Omit<MerchantTable, "created_at" | "updated_at">): boolean {
  return Object.entries(merchant).every(([column, value]) => known[column as keyof MerchantTable] === value);
}
