import { findMerchant } from "~/alliance/alliance.queries.server";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { listOffersOfMerchant } from "./offers.queries.server";
import { updateOffer } from "./offers.store.server";
import { offerSearchText } from "./save-offer.server";

/** Makes the offers of a merchant findable by its present names and street. Twice is once. */
export async function refreshSearchText(trx: Trx, merchant_id: string, now: Instant): Promise<void> {
  const merchant = await findMerchant(trx, merchant_id);
  assert(merchant, "a merchant that was saved is there");
  for (const offer of await listOffersOfMerchant(trx, merchant_id)) {
    const search_text = offerSearchText(offer, merchant);
    if (search_text !== offer.search_text) {
      await updateOffer(trx, offer.id, offer.revision, { search_text, updated_at: now });
    }
  }
}
