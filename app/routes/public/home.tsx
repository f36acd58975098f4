import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { countMerchants } from "~/alliance/alliance.queries.server";
import { Button } from "~/components/button";
import { ChipGroup, ChipLink } from "~/components/chip";
import { Field } from "~/components/field";
import { IconGrid, IconLink } from "~/components/icon-grid";
import { OwnText } from "~/components/own-text";
import { Page, PageTitle, Section } from "~/components/page";
import { StatusLine } from "~/components/status-line";
import { TextLink } from "~/components/text-link";
import { getFundFigures } from "~/fund/fund.queries.server";
import { formatMoney } from "~/kernel/money";
import { CategoryIcon } from "~/offers/category-art";
import { listCategories, listOffers } from "~/offers/offers.queries.server";
import { guardedLoader } from "../guard.server";
import { OfferRows } from "./offer-rows";

const RECOMMENDED_COUNT = 12;
const SHOWN_PRICE_TYPES = ["free", "low_fee", "alliance"] as const;

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data?.title ?? "" },
  { name: "description", content: data?.lead ?? "" },
];

export const loader = guardedLoader("public/home", async ({ services, t, locale }) => {
  const { read } = services.db;
  const [offers, categories, merchant_count, fund] = await Promise.all([
    listOffers(read, {}, "recommended", locale),
    listCategories(read),
    countMerchants(read),
    getFundFigures(read),
  ]);
  return {
    title: t("home.title"),
    lead: t("home.lead", { merchants: merchant_count, offers: offers.length }),
    categories: categories.map(({ id, name_zh, name_en }) => ({ id, written: name_zh, english: name_en })),
    fund,
    offer_count: offers.length,
    offers: mixOfCategories(
      offers,
      categories.map((category) => category.id),
    ).slice(0, RECOMMENDED_COUNT),
  };
});

/** One offer of every category in turn, and of every price type within it: the first page shows the whole breadth. */
function mixOfCategories<T extends { category_id: string; price_type: string }>(
  offers: readonly T[],
  category_ids: readonly string[],
): T[] {
  const queues = category_ids.map((id, index) => {
    const in_category = offers.filter((offer) => offer.category_id === id);
    const types = SHOWN_PRICE_TYPES.map((_, turn) => SHOWN_PRICE_TYPES[(turn + index) % SHOWN_PRICE_TYPES.length]);
    return inTurn(types.map((type) => in_category.filter((offer) => offer.price_type === type)));
  });
  return inTurn(queues);
}

function inTurn<T>(queues: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...queues.map((queue) => queue.length));
  return Array.from({ length: longest }, (_, turn) => queues.flatMap((queue) => queue.slice(turn, turn + 1))).flat();
}

export default function Home() {
  const { lead, categories, fund, offers, offer_count } = useLoaderData<typeof loader>();
  const t = useTranslations("home");
  const price_type = useTranslations("terms.price_types");
  return (
    <Page>
      <PageTitle lead={lead}>{t("title")}</PageTitle>
      <form action="/offers" method="get" className="flex flex-wrap items-end gap-3" data-action="search">
        <Field
          label={t("search")}
          hint={t("search_hint")}
          name="q"
          type="search"
          enterKeyHint="search"
          maxLength={60}
          className="min-w-0 flex-1"
        />
        <Button>{t("search_button")}</Button>
      </form>
      <Section title={t("categories")}>
        <IconGrid label={t("categories")}>
          {categories.map((category) => (
            <IconLink
              key={category.id}
              href={`/offers?category=${category.id}`}
              icon={<CategoryIcon category_id={category.id} />}
            >
              <OwnText {...category} />
            </IconLink>
          ))}
          <IconLink href="/offers" icon={<CategoryIcon category_id="all" />}>
            {t("all")}
          </IconLink>
        </IconGrid>
      </Section>
      <Section title={t("fund")}>
        <StatusLine tone="good" link={{ href: "/fund", label: t("fund_link") }}>
          {t("fund_lead", { earned: formatMoney(fund.earned_minor), pledged: formatMoney(fund.pledged_minor) })}
        </StatusLine>
      </Section>
      <Section title={t("recommended")} lead={t("recommended_lead")}>
        <ChipGroup label={t("price_filter")}>
          {SHOWN_PRICE_TYPES.map((type) => (
            <ChipLink key={type} href={`/offers?price=${type}`}>
              {price_type(type)}
            </ChipLink>
          ))}
        </ChipGroup>
        <OfferRows offers={offers} label={t("recommended")} />
        <p className="mt-4">
          <TextLink href="/offers">{t("more", { count: offer_count })}</TextLink>
        </p>
      </Section>
    </Page>
  );
}
