import { type SqlBool, sql } from "kysely";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { DEFAULT_LOCALE, type Locale } from "~/messages/locale";
import type { Reader } from "~/platform/database.server";
import type { PriceType } from "./offer";
import { searchPhrases } from "./search-text";

const OFFER_SORTS = ["recommended", "price", "-price", "name"] as const;
export type OfferSort = (typeof OFFER_SORTS)[number];

export type OfferFilter = {
  q?: string | undefined;
  category_id?: string | undefined;
  price_type?: PriceType | undefined;
  merchant_id?: string | undefined;
};

/** One row of a list of offers. */
export type OfferSummary = Awaited<ReturnType<typeof listOffers>>[number];

/** Offers that can be booked, filtered and sorted by the titles `locale` reads; Chinese by pinyin, in code (databases disagree). */
export async function listOffers(
  reader: Reader,
  filter: OfferFilter,
  sort: OfferSort,
  locale: Locale = DEFAULT_LOCALE,
) {
  const rows = await matching(reader, filter)
    .select([
      "offer.id",
      "offer.category_id",
      "offer.kind",
      "offer.price_type",
      "offer.title_zh",
      "offer.title_en",
      "offer.summary_zh",
      "offer.summary_en",
      "offer.list_price_minor",
      "offer.price_minor",
      "merchant.name_zh as merchant_name_zh",
      "merchant.name_en as merchant_name_en",
      "merchant.address_zh",
      "merchant.address_en",
      "offer.created_at",
    ])
    .orderBy("offer.id")
    .execute();
  return rows.sort(ordersOf(locale)[sort]);
}

type Sortable = { id: string; title_zh: string; title_en: string; price_minor: number; price_type: string };
type Order = (a: Sortable, b: Sortable) => number;

const PINYIN = new Intl.Collator("zh-CN");
const ALPHABET = new Intl.Collator("en");

function ordersOf(locale: Locale): Record<OfferSort, Order> {
  const byTitle: Order =
    locale === "en"
      ? (a, b) => ALPHABET.compare(a.title_en, b.title_en)
      : (a, b) => PINYIN.compare(a.title_zh, b.title_zh);
  return {
    recommended: (a, b) => recommendation(a) - recommendation(b) || byTitle(a, b),
    price: (a, b) => a.price_minor - b.price_minor || byTitle(a, b),
    "-price": (a, b) => b.price_minor - a.price_minor || byTitle(a, b),
    name: (a, b) => byTitle(a, b) || (a.id < b.id ? -1 : 1),
  };
}

/** Public services first, then low-fee ones, then alliance prices: no offer can pay for its place. */
function recommendation(offer: Sortable): number {
  return ["free", "low_fee", "alliance", "points"].indexOf(offer.price_type);
}

function matching(reader: Reader, filter: OfferFilter) {
  let query = reader
    .selectFrom("offer")
    .innerJoin("merchant", "merchant.id", "offer.merchant_id")
    .where("offer.is_listed", "=", 1);
  if (filter.category_id) query = query.where("offer.category_id", "=", filter.category_id);
  if (filter.price_type) query = query.where("offer.price_type", "=", filter.price_type);
  if (filter.merchant_id) query = query.where("offer.merchant_id", "=", filter.merchant_id);
  for (const phrase of searchPhrases(filter.q ?? "")) query = query.where(containsPhrase(phrase));
  return query;
}

/** Han phrases match inside a text, Latin words by their beginning; the column is normalised like the phrase. */
function containsPhrase(phrase: string) {
  const pattern = `% ${phrase.replace(/[\\%_]/g, "\\$&")}%`;
  return sql<SqlBool>`offer.search_text like ${pattern} escape '\\'`;
}

export async function listCategories(reader: Reader) {
  return reader.selectFrom("category").selectAll().orderBy("sort").execute();
}

/** An offer with its merchant's name, listed or not. */
export async function findOffer(reader: Reader, id: string) {
  return reader
    .selectFrom("offer")
    .innerJoin("merchant", "merchant.id", "offer.merchant_id")
    .selectAll("offer")
    .select(["merchant.name_zh as merchant_name_zh", "merchant.name_en as merchant_name_en"])
    .where("offer.id", "=", id)
    .executeTakeFirst();
}

export async function findQuota(reader: Reader, offer_id: string) {
  return reader.selectFrom("offer_quota").selectAll().where("offer_id", "=", offer_id).executeTakeFirst();
}

/** Slots of an offer that begin after `after`, in order. */
export async function listSlots(reader: Reader, offer_id: string, after: Instant) {
  return reader
    .selectFrom("slot")
    .selectAll()
    .where("offer_id", "=", offer_id)
    .where("starts_at", ">", after)
    .orderBy("starts_at")
    .execute();
}

/** Slots with at least `seat_count` free seats, nearest in time to `wanted_at`. */
export async function listNearestFreeSlots(
  reader: Reader,
  wanted: { offer_id: string; wanted_at: Instant; seat_count: number },
  limit: number,
  now: Instant,
) {
  const slots = await listSlots(reader, wanted.offer_id, now);
  const distance = (starts_at: string) => Math.abs(Date.parse(starts_at) - Date.parse(wanted.wanted_at));
  return slots
    .filter((slot) => slot.capacity - slot.held - slot.sold >= wanted.seat_count)
    .sort((a, b) => distance(a.starts_at) - distance(b.starts_at))
    .slice(0, limit)
    .sort((a, b) => (a.starts_at < b.starts_at ? -1 : 1));
}

export async function findSlot(reader: Reader, id: string) {
  return reader.selectFrom("slot").selectAll().where("id", "=", id).executeTakeFirst();
}

/** The slot of an offer that begins at `starts_at`. */
export async function findSlotAt(reader: Reader, offer_id: string, starts_at: Instant) {
  return reader
    .selectFrom("slot")
    .selectAll()
    .where("offer_id", "=", offer_id)
    .where("starts_at", "=", starts_at)
    .executeTakeFirst();
}

/** Every offer of a merchant, listed or not, newest change first. */
export async function listOffersOfMerchant(reader: Reader, merchant_id: string) {
  return reader
    .selectFrom("offer")
    .selectAll()
    .where("merchant_id", "=", merchant_id)
    .orderBy("updated_at", "desc")
    .orderBy("id")
    .execute();
}

export type OfferListing = "listed" | "off";

/** Every offer of the alliance for the operator's list, listed or not; `listing` picks one of the two. */
export async function listAllOffers(
  reader: Reader,
  filter: Pick<OfferFilter, "q" | "category_id"> & { listing?: OfferListing | undefined },
) {
  let query = reader
    .selectFrom("offer")
    .innerJoin("merchant", "merchant.id", "offer.merchant_id")
    .innerJoin("category", "category.id", "offer.category_id")
    .select([
      "offer.id",
      "offer.title_zh",
      "offer.title_en",
      "offer.category_id",
      "offer.price_type",
      "offer.price_minor",
      "offer.kind",
      "offer.is_listed",
      "merchant.id as merchant_id",
      "merchant.name_zh as merchant_name_zh",
      "merchant.name_en as merchant_name_en",
    ]);
  if (filter.category_id) query = query.where("offer.category_id", "=", filter.category_id);
  if (filter.listing) query = query.where("offer.is_listed", "=", filter.listing === "listed" ? 1 : 0);
  for (const phrase of searchPhrases(filter.q ?? "")) query = query.where(containsPhrase(phrase));
  return query.orderBy("category.sort").orderBy("merchant.id").orderBy("offer.id").execute();
}

/** Offers with a schedule, for opening slots ahead. */
export async function listScheduledOffers(reader: Reader) {
  return reader.selectFrom("offer").select(["id", "weekly_hours"]).where("kind", "=", "slot").orderBy("id").execute();
}

/** Numbers that move when what public pages show has changed: the `catalogue`, or the `books` of the community's money. */
export type PublicVersion = { catalogue: number; books: number };

/**
 * A question that is asked with every page kept for everybody, so it is compiled once. Triggers move the catalogue's
 * number with every change of services, prices, terms, shops and policies, in the transaction that makes it.
 */
export function publicVersionQuery(reader: Reader): () => Promise<PublicVersion> {
  const query = reader
    .selectFrom("catalogue_version")
    .innerJoin("ledger_head", "ledger_head.id", "catalogue_version.id")
    .select(["catalogue_version.version as catalogue", "ledger_head.seq as books"])
    .where("catalogue_version.id", "=", 1)
    .compile();
  return async () => {
    const [version] = (await reader.getExecutor().executeQuery(query)).rows;
    assert(version, "the catalogue has a version");
    return version;
  };
}
