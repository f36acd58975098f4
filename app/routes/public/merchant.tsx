import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { findMerchant, findTier } from "~/alliance/alliance.queries.server";
import { EmptyState } from "~/components/empty-state";
import { Page, PageTitle, Section } from "~/components/page";
import { TermList } from "~/components/term-list";
import { dayOf } from "~/kernel/calendar-day";
import { listOffers } from "~/offers/offers.queries.server";
import { guardedLoader, requireFound } from "../guard.server";
import { OfferRows } from "./offer-rows";

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title ?? "" }];

export const loader = guardedLoader("public/merchant", async ({ services, params, t, now, community }) => {
  const { read } = services.db;
  const merchant = requireFound(await findMerchant(read, params.id ?? ""));
  return {
    title: t("merchant_page.page_title", { name: merchant.name_zh }),
    merchant,
    tier: await findTier(read, merchant.id, dayOf(now, community.zone)),
    offers: await listOffers(read, { merchant_id: merchant.id }, "recommended"),
  };
});

export default function Merchant() {
  const { merchant, tier, offers } = useLoaderData<typeof loader>();
  const t = useTranslations("merchant_page");
  const tier_name = useTranslations("offer.tiers");
  const items = [
    { term: t("address"), details: merchant.address_zh },
    {
      term: t("phone"),
      details: (
        <a href={`tel:${merchant.phone}`} className="link inline-flex min-h-touch items-center">
          {merchant.phone}
        </a>
      ),
    },
    { term: t("hours"), details: merchant.opening_hours },
    ...(tier ? [{ term: t("tier"), details: tier_name(tier) }] : []),
    { term: t("licence"), details: merchant.licence },
  ];
  return (
    <Page>
      <PageTitle lead={merchant.summary_zh}>{merchant.name_zh}</PageTitle>
      <TermList items={items} />
      <Section title={t("offers")}>
        {offers.length === 0 ? (
          <EmptyState title={t("no_offers")} />
        ) : (
          <OfferRows offers={offers} label={t("offers")} />
        )}
      </Section>
    </Page>
  );
}
