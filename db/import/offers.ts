import { LONGEST_LIFE_DAYS, OFFER_KINDS, TERM_LIMIT_COUNT, type Term } from "~/offers/offer";
import { findOffer, findQuota, listCategories } from "~/offers/offers.queries.server";
import { type OfferFacts, saveOffer } from "~/offers/save-offer.server";
import { parseWeeklyHours } from "~/offers/weekly-hours";
import { type ImportKind, outcomeOf } from "./import-kind";
import type { RowReader } from "./row-reader";

const PRICE_TYPES = ["free", "low_fee", "alliance"] as const;
const LARGEST_QUANTITY_COUNT = 4;
const LARGEST_QUOTA_COUNT = 1_000_000;

/** Offers: slots with weekly hours and a cancellation time, or vouchers with days of validity. */
export const offerImport: ImportKind<OfferFacts> = {
  columns: [
    "key",
    "merchant",
    "category",
    "kind",
    "price_type",
    "title_zh",
    "title_en",
    "summary_zh",
    "summary_en",
    "description_zh",
    "terms_zh",
    "list_price",
    "price",
    "valid_days",
    "cancel_hours",
    "no_show_kept",
    "weekly_hours",
    "quota",
    "quota_per_resident",
    "max_quantity",
  ],
  identity: ({ id }) => id,
  parse(row) {
    const kind = row.oneOf("kind", OFFER_KINDS);
    const price_type = row.oneOf("price_type", PRICE_TYPES);
    const quota = parseQuota(row);
    return {
      id: row.key("key"),
      merchant_id: row.key("merchant"),
      category_id: row.key("category"),
      kind,
      price_type,
      title_zh: row.filled("title_zh", 60),
      title_en: row.filled("title_en", 120),
      summary_zh: row.filled("summary_zh", 300),
      summary_en: row.text("summary_en", 600),
      description_zh: row.filled("description_zh", 3_000),
      terms_json: JSON.stringify(parseTermList(row)),
      ...parsePrices(row, price_type),
      ...parseTimes(row, kind),
      is_no_show_kept: row.flag("no_show_kept"),
      max_quantity: row.whole("max_quantity", [1, LARGEST_QUANTITY_COUNT]),
      ...(quota && { quota }),
    };
  },
  async save(trx, offer, { now }) {
    const categories = await listCategories(trx);
    if (!categories.some(({ id }) => id === offer.category_id)) {
      return { column: "category", message: `there is no category “${offer.category_id}”` };
    }
    const taken = await findQuota(trx, offer.id);
    if (offer.quota && taken && offer.quota.quota < taken.held + taken.sold) {
      return { column: "quota", message: `${taken.held + taken.sold} are taken already` };
    }
    const is_known = (await findOffer(trx, offer.id)) !== undefined;
    const saved = await saveOffer(trx, offer, now);
    if (saved.ok) return outcomeOf(is_known, saved.value);
    const message =
      saved.error === "merchant-unknown"
        ? `there is no merchant “${offer.merchant_id}”`
        : "an offer stays with its merchant: give the new one a key of its own";
    return { column: "merchant", message };
  },
};

/** `可用时间：每天8:00–21:30|适用人数：2人`: label and text are divided by the first full-width colon. */
function parseTermList(row: RowReader): Term[] {
  const parts = row.filled("terms_zh", 2_000).split("|");
  // the owner's form has this many rows: an offer with more would lose the rest when it is saved there
  if (parts.length > TERM_LIMIT_COUNT)
    row.refuse("terms_zh", `has ${parts.length} terms, at most ${TERM_LIMIT_COUNT} fit`);
  return parts.map((part) => {
    const at = part.indexOf("：");
    const term = { label: part.slice(0, at).trim(), text: part.slice(at + 1).trim() };
    if (at < 1 || !term.label || !term.text)
      row.refuse("terms_zh", `expected “label：text|label：text”, not “${part}”`);
    return term;
  });
}

/** Free stays free, and everything else costs something and no more than the list price. Source: domain.md, price type. */
function parsePrices(row: RowReader, price_type: (typeof PRICE_TYPES)[number]) {
  const list_price_minor = row.money("list_price");
  const price_minor = row.money("price");
  if (row.isRefused("price_type")) return { list_price_minor, price_minor };
  if (price_type === "free") {
    if (price_minor !== 0) row.refuse("price", "a free offer costs nothing");
    if (list_price_minor !== 0) row.refuse("list_price", "a free offer has no list price: 0.00");
  } else {
    if (price_minor === 0) row.refuse("price", "costs nothing: its price_type is then free");
    if (list_price_minor < price_minor) row.refuse("list_price", "is lower than the price for residents");
  }
  return { list_price_minor, price_minor };
}

/** A voucher lives a number of days, a slot has hours and a time until which it can be given back; never both. */
function parseTimes(row: RowReader, kind: (typeof OFFER_KINDS)[number]) {
  const weekly_hours = row.text("weekly_hours", 500);
  if (row.isRefused("kind")) return { weekly_hours, valid_days: null, cancel_hours: null };
  if (kind === "voucher") {
    if (weekly_hours !== "") row.refuse("weekly_hours", "a voucher has no hours of its own: leave it empty");
    if (row.text("cancel_hours", 5) !== "")
      row.refuse("cancel_hours", "a voucher can be given back until it is used: leave it empty");
    return { weekly_hours, valid_days: row.whole("valid_days", [1, LONGEST_LIFE_DAYS]), cancel_hours: null };
  }
  if (!parseWeeklyHours(weekly_hours).ok) {
    row.refuse(
      "weekly_hours",
      `expected hours like “Mo-Fr 09:00-12:00/30x2; Sa 14:00-16:00/60x8”, not “${weekly_hours}”`,
    );
  }
  if (row.text("valid_days", 5) !== "") row.refuse("valid_days", "a slot is valid on its day: leave it empty");
  return { weekly_hours, valid_days: null, cancel_hours: row.whole("cancel_hours", [0, 48]) };
}

function parseQuota(row: RowReader): OfferFacts["quota"] {
  const quota = row.optionalWhole("quota", [1, LARGEST_QUOTA_COUNT]);
  const per_resident = row.optionalWhole("quota_per_resident", [1, LARGEST_QUOTA_COUNT]);
  if (quota === null && per_resident === null) return undefined;
  if (quota === null) row.refuse("quota", "is empty, though a number per resident is given");
  if (per_resident === null) row.refuse("quota_per_resident", "is empty, though a quota is given");
  return { quota: quota ?? 1, per_resident: per_resident ?? 1 };
}
