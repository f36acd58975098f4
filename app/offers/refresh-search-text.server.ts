import { findMerchant } from "~/alliance/alliance.queries.server";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { listOffersOfMerchant } from "./offers.queries.server";
import { lockOffersOfMerchant, updateOffer } from "./offers.store.server";
import { offerSearchText } from "./save-offer.server";

/** Makes the offers of a merchant findable by its present names and street. Twice is once. */
export async function refreshSearchText(trx: Trx, merchant_id: string, now: Instant): Promise<void> {
  await lockOffersOfMerchant(trx, merchant_id);
  const merchant = await findMerchant(trx, merchant_id);
  assert(merchant, "a merchant that was saved is there");
  for (const offer of await listOffersOfMerchant(trx, merchant_id)) {
    const search_text = offerSearchText(offer, merchant);
    if (search_text !== offer.search_text) {
      const is_updated = await updateOffer(trx, offer.id, offer.revision, { search_text, updated_at: now });
      assert(is_updated, "an offer that is locked keeps its revision");
    }
  }
}
