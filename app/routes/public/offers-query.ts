import { isPriceType, type PriceType } from "~/offers/offer";
import type { OfferSort } from "~/offers/offers.queries.server";

/** The state of the list, all of it in the address. */
export type OffersQuery = { q: string; category: string; price: PriceType | ""; sort: OfferSort; page: number };

const SORTS: readonly OfferSort[] = ["recommended", "price", "-price", "name"];
const QUERY_LENGTH = 60;

/** Reads the address; what it does not understand is dropped and named. */
export function readOffersQuery(
  search: URLSearchParams,
  category_ids: readonly string[],
): { query: OffersQuery; dropped: string[] } {
  const dropped: string[] = [];
  const read = (name: string, isKnown: (value: string) => boolean): string => {
    const value = search.get(name) ?? "";
    if (value === "" || isKnown(value)) return value;
    dropped.push(name);
    return "";
  };
  const category = read("category", (value) => category_ids.includes(value));
  const price = read("price", isPriceType) as PriceType | "";
  const sort = (read("sort", (value) => (SORTS as readonly string[]).includes(value)) || "recommended") as OfferSort;
  const page = Number(read("page", (value) => /^[1-9]\d{0,4}$/.test(value)) || "1");
  const q = (search.get("q") ?? "").replace(/\0/g, "").trim().slice(0, QUERY_LENGTH);
  return { query: { q, category, price, sort, page }, dropped };
}

/** The address of a list with something changed; a new filter starts at the first page. */
export function offersHref(query: OffersQuery, change: Partial<OffersQuery>): string {
  const { q, category, price, sort, page } = { ...query, page: 1, ...change };
  const search = new URLSearchParams();
  if (q) search.set("q", q);
  if (category) search.set("category", category);
  if (price) search.set("price", price);
  if (sort !== "recommended") search.set("sort", sort);
  if (page > 1) search.set("page", String(page));
  const text = search.toString();
  return text ? `/offers?${text}` : "/offers";
}
