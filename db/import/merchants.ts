import { findMerchant } from "~/alliance/alliance.queries.server";
import { openingWeekdays } from "~/alliance/opening-hours";
import { type MerchantFacts, saveMerchant } from "~/alliance/save-merchant.server";
import { TIERS } from "~/alliance/tier";
import { listCategories } from "~/offers/offers.queries.server";
import { refreshSearchText } from "~/offers/refresh-search-text.server";
import { type ImportKind, outcomeOf } from "./import-kind";
import type { RowReader } from "./row-reader";

/** Merchants with the tier they hold from a day on; a second row with a later day is for a later file. */
export const merchantImport: ImportKind<MerchantFacts> = {
  columns: [
    "key",
    "name_zh",
    "name_en",
    "tier",
    "tier_from",
    "category",
    "summary_zh",
    "summary_en",
    "address_zh",
    "address_en",
    "lat",
    "lng",
    "phone",
    "opening_hours",
    "licence",
  ],
  identity: ({ id }) => id,
  parse: (row) => ({
    id: row.key("key"),
    name_zh: row.filled("name_zh", 60),
    name_en: row.filled("name_en", 120),
    tier: row.oneOf("tier", TIERS),
    tier_from: row.day("tier_from"),
    category_id: row.key("category"),
    summary_zh: row.filled("summary_zh", 300),
    summary_en: row.text("summary_en", 600),
    address_zh: row.filled("address_zh", 200),
    address_en: row.text("address_en", 300),
    lat_microdeg: row.microdegrees("lat", 90),
    lng_microdeg: row.microdegrees("lng", 180),
    phone: row.filled("phone", 40),
    opening_hours: parseOpeningHours(row),
    licence: row.text("licence", 100),
  }),
  async save(trx, merchant, { now }) {
    const categories = await listCategories(trx);
    if (!categories.some(({ id }) => id === merchant.category_id)) {
      return { column: "category", message: `there is no category “${merchant.category_id}”` };
    }
    const is_known = (await findMerchant(trx, merchant.id)) !== undefined;
    const has_changed = await saveMerchant(trx, merchant, now);
    if (is_known && has_changed) await refreshSearchText(trx, merchant.id, now);
    return outcomeOf(is_known, has_changed);
  },
};

function parseOpeningHours(row: RowReader): string {
  const opening_hours = row.filled("opening_hours", 200);
  if (!openingWeekdays(opening_hours)) {
    row.refuse("opening_hours", `expected hours like “Mo-Fr 08:30-18:00; Sa 09:00-12:00”, not “${opening_hours}”`);
  }
  return opening_hours;
}
