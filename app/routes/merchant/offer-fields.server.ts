import { majorText } from "~/kernel/money";
import type { OfferChange } from "~/offers/change-offer.server";
import { TERM_LIMIT_COUNT } from "~/offers/offer";

/** The texts and prices of an offer that its owner may change. */
type ChangeableOffer = Omit<OfferChange, "offer_id" | "merchant_id">;

/** An offer as the fields of its form: what is shown first, and what somebody else's change is compared with. */
export function offerFields(offer: ChangeableOffer): Record<string, string> {
  const { revision, title_zh, title_en, summary_zh, summary_en, description_zh, terms } = offer;
  const term_fields = Array.from({ length: TERM_LIMIT_COUNT }, (_, index) => [
    [`term_label_${index + 1}`, terms[index]?.label ?? ""],
    [`term_text_${index + 1}`, terms[index]?.text ?? ""],
  ]).flat();
  return {
    revision: String(revision),
    title_zh,
    title_en,
    summary_zh,
    summary_en,
    description_zh,
    list_price: majorText(offer.list_price_minor),
    price: majorText(offer.price_minor),
    ...Object.fromEntries(term_fields),
  };
}

/** A field that somebody else changed, and what it says now. */
export type NewerField = { field: string; text: string };

/** Where the stored offer says something else than the form: the field, and the newer text. */
export function newerFields(stored: Record<string, string>, typed: Record<string, string>): NewerField[] {
  return Object.entries(stored)
    .filter(([field, text]) => field !== "revision" && field in typed && typed[field] !== text)
    .map(([field, text]) => ({ field, text }));
}
