import { findMerchant } from "~/alliance/alliance.queries.server";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import type { Minor } from "~/kernel/money";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import type { Term } from "./offer";
import { findOffer } from "./offers.queries.server";
import { updateOffer } from "./offers.store.server";
import { offerSearchText } from "./save-offer.server";

/** What an owner may change on a published offer. `revision` is the one the form was filled in against. */
export type OfferChange = {
  offer_id: string;
  merchant_id: string;
  revision: number;
  title_zh: string;
  title_en: string;
  summary_zh: string;
  summary_en: string;
  description_zh: string;
  terms: readonly Term[];
  list_price_minor: Minor;
  price_minor: Minor;
};

/**
 * Changes text and price for future bookings; what is already booked keeps its own copy of the terms. An offer that
 * says all this already stays as it is, so that sending a form twice is no conflict.
 */
export async function changeOffer(
  trx: Trx,
  change: OfferChange,
  now: Instant,
): Promise<Result<undefined, "offer-unknown" | "price-invalid" | "changed-meanwhile">> {
  const offer = await findOffer(trx, change.offer_id);
  if (offer?.merchant_id !== change.merchant_id) return failure("offer-unknown");
  if (!isPriceAllowed(offer.price_type, change)) return failure("price-invalid");
  const merchant = await findMerchant(trx, offer.merchant_id);
  assert(merchant, "an offer has a merchant");
  const { offer_id, merchant_id: _merchant_id, revision, terms, ...texts } = change;
  const changed = { ...texts, terms_json: JSON.stringify(terms) };
  if (isAlready(offer, changed)) return ok();
  const updated = await updateOffer(trx, offer_id, revision, {
    ...changed,
    search_text: offerSearchText(change, merchant),
    updated_at: now,
  });
  return updated ? ok() : failure("changed-meanwhile");
}

function isAlready<Columns extends object>(offer: Columns, changed: Partial<Columns>): boolean {
  return Object.entries(changed).every(([column, value]) => offer[column as keyof Columns] === value);
}

/** Free stays free, and everything else costs something and no more than the list price. Source: domain.md, price type. */
function isPriceAllowed(price_type: string, price: { list_price_minor: Minor; price_minor: Minor }): boolean {
  if (price_type === "free") return price.price_minor === 0 && price.list_price_minor === 0;
  return price.price_minor > 0 && price.list_price_minor >= price.price_minor;
}
