import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { Button } from "~/components/button";
import { ChipGroup, ChipLink } from "~/components/chip";
import { EmptyState } from "~/components/empty-state";
import { Field } from "~/components/field";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { Page, PageTitle } from "~/components/page";
import { Pager } from "~/components/pager";
import { TextLink } from "~/components/text-link";
import { listText } from "~/messages/translator.server";
import { listCategories, listOffers } from "~/offers/offers.queries.server";
import { guardedLoader } from "../guard.server";
import { OfferRows } from "./offer-rows";
import { type OffersQuery, offersHref, readOffersQuery } from "./offers-query";

const PAGE_COUNT = 20;
const PRICES = ["free", "low_fee", "alliance"] as const;
const SORTS = ["recommended", "price", "-price", "name"] as const;

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title ?? "" }];

export const loader = guardedLoader("public/offers", async ({ services, url, t, locale }) => {
  const { read } = services.db;
  const categories = await listCategories(read);
  const { query, dropped } = readOffersQuery(
    url.searchParams,
    categories.map((category) => category.id),
  );
  const { q, category, price, sort } = query;
  const found = await listOffers(
    read,
    { q, ...(category && { category_id: category }), ...(price && { price_type: price }) },
    sort,
    locale,
  );
  const page_count = Math.max(1, Math.ceil(found.length / PAGE_COUNT));
  const page = Math.min(query.page, page_count);
  return {
    title: t("offers.title"),
    query: { ...query, page },
    dropped: listText(locale, dropped),
    categories: categories.map(({ id, name_zh, name_en }) => ({ id, written: name_zh, english: name_en })),
    count: found.length,
    page_count,
    offers: found.slice((page - 1) * PAGE_COUNT, page * PAGE_COUNT),
  };
});

export default function Offers() {
  const { query, dropped, count, page_count, offers } = useLoaderData<typeof loader>();
  const t = useTranslations("offers");
  return (
    <Page>
      <PageTitle lead={t("count", { count })}>{t("heading")}</PageTitle>
      {dropped ? <Notice>{t("dropped", { names: dropped })}</Notice> : null}
      <SearchForm query={query} />
      <Filters />
      {count === 0 ? (
        <EmptyState title={t("empty")} action={<TextLink href="/offers">{t("clear")}</TextLink>}>
          {t("empty_text")}
        </EmptyState>
      ) : (
        <OfferRows offers={offers} label={t("heading")} />
      )}
      <Pager
        page={query.page}
        pageCount={page_count}
        previousHref={query.page > 1 ? offersHref(query, { page: query.page - 1 }) : undefined}
        nextHref={query.page < page_count ? offersHref(query, { page: query.page + 1 }) : undefined}
        labels={{ navigation: t("pager"), previous: t("previous"), next: t("next") }}
        summary={t("page", { page: query.page, pages: page_count })}
      />
      <p className="mt-6 text-sm text-ink-2">{t("sort_note")}</p>
    </Page>
  );
}

function SearchForm({ query }: { query: OffersQuery }) {
  const t = useTranslations("offers");
  return (
    <form action="/offers" method="get" className="flex flex-wrap items-end gap-3" data-action="search">
      <Field
        label={t("search")}
        name="q"
        type="search"
        enterKeyHint="search"
        maxLength={60}
        defaultValue={query.q}
        className="min-w-0 flex-1"
      />
      {query.category ? <input type="hidden" name="category" value={query.category} /> : null}
      {query.price ? <input type="hidden" name="price" value={query.price} /> : null}
      {query.sort === "recommended" ? null : <input type="hidden" name="sort" value={query.sort} />}
      <Button>{t("search_button")}</Button>
    </form>
  );
}

function Filters() {
  const { query, categories } = useLoaderData<typeof loader>();
  const t = useTranslations("offers");
  const price_type = useTranslations("terms.price_types");
  const sort_name = useTranslations("offers.sorts");
  return (
    <div className="my-4 grid gap-2">
      <ChipGroup label={t("category")}>
        <ChipLink href={offersHref(query, { category: "" })} isSelected={query.category === ""}>
          {t("all")}
        </ChipLink>
        {categories.map((category) => (
          <ChipLink
            key={category.id}
            href={offersHref(query, { category: category.id })}
            isSelected={query.category === category.id}
          >
            <OwnText {...category} />
          </ChipLink>
        ))}
      </ChipGroup>
      <ChipGroup label={t("price")}>
        {PRICES.map((type) => (
          <ChipLink
            key={type}
            href={offersHref(query, { price: query.price === type ? "" : type })}
            isSelected={query.price === type}
            isRemovable={query.price === type}
          >
            {price_type(type)}
          </ChipLink>
        ))}
      </ChipGroup>
      <ChipGroup label={t("sort")}>
        {SORTS.map((sort) => (
          <ChipLink key={sort} href={offersHref(query, { sort })} isSelected={query.sort === sort}>
            {sort_name(sort)}
          </ChipLink>
        ))}
      </ChipGroup>
    </div>
  );
}
