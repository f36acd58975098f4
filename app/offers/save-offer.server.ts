import type { OfferTable } from "#db/schema/offers";
import { findMerchant } from "~/alliance/alliance.queries.server";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { findOffer, findQuota } from "./offers.queries.server";
import { insertOffer, lockOffer, updateOffer, upsertQuota } from "./offers.store.server";
import { searchText } from "./search-text";

/** Everything a merchant decides about an offer. */
export type OfferFacts = Omit<OfferTable, "is_listed" | "revision" | "search_text" | "created_at" | "updated_at"> & {
  quota?: { quota: number; per_resident: number };
};

/** Adds an offer, listed, or updates it to `facts`; sold vouchers keep their terms. Gives false when nothing changed. */
export async function saveOffer(
  trx: Trx,
  facts: OfferFacts,
  now: Instant,
): Promise<Result<boolean, "merchant-unknown" | "merchant-changed">> {
  const { quota, ...offer } = facts;
  await lockOffer(trx, offer.id);
  const merchant = await findMerchant(trx, offer.merchant_id);
  if (!merchant) return failure("merchant-unknown");
  const known = await findOffer(trx, offer.id);
  if (known && known.merchant_id !== offer.merchant_id) return failure("merchant-changed");
  const search_text = offerSearchText(offer, merchant);
  if (!known) {
    await insertOffer(trx, { ...offer, is_listed: 1, revision: 1, search_text, created_at: now, updated_at: now });
    await saveQuota(trx, offer.id, quota);
    return ok(true);
  }
  const is_quota_new = await saveQuota(trx, offer.id, quota);
  const is_same = Object.entries(offer).every(([column, value]) => known[column as keyof typeof offer] === value);
  if (is_same && known.search_text === search_text) return ok(is_quota_new);
  const is_updated = await updateOffer(trx, offer.id, known.revision, { ...offer, search_text, updated_at: now });
  assert(is_updated, "an offer that is locked keeps its revision");
  return ok(true);
}

async function saveQuota(trx: Trx, offer_id: string, quota: OfferFacts["quota"]): Promise<boolean> {
  if (!quota) return false;
  const known = await findQuota(trx, offer_id);
  if (known?.quota === quota.quota && known.per_resident === quota.per_resident) return false;
  await upsertQuota(trx, { offer_id, ...quota, held: 0, sold: 0 });
  return true;
}

/** What an offer is found by: its own texts, its merchant's names and the street. */
export function offerSearchText(
  offer: Pick<OfferTable, "title_zh" | "title_en" | "summary_zh" | "summary_en" | "description_zh">,
  merchant: { name_zh: string; name_en: string; address_zh: string },
): string {
  return searchText(
    offer.title_zh,
    offer.title_en,
    offer.summary_zh,
    offer.summary_en,
    offer.description_zh,
    merchant.name_zh,
    merchant.name_en,
    merchant.address_zh,
  );
}
