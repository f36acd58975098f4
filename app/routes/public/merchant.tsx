import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { findMerchant, findTier } from "~/alliance/alliance.queries.server";
import { type DayNames, openingHoursLines } from "~/alliance/opening-hours";
import { EmptyState } from "~/components/empty-state";
import { OwnText } from "~/components/own-text";
import { Page, PageTitle, Section } from "~/components/page";
import { TermList } from "~/components/term-list";
import { dayOf } from "~/kernel/calendar-day";
import { ownText } from "~/messages/own-text";
import type { Translator } from "~/messages/translator.server";
import { listOffers } from "~/offers/offers.queries.server";
import { guardedLoader, requireFound } from "../guard.server";
import { OfferRows } from "./offer-rows";

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title ?? "" }];

export const loader = guardedLoader("public/merchant", async ({ services, params, t, now, community, locale }) => {
  const { read } = services.db;
  const merchant = requireFound(await findMerchant(read, params.id ?? ""));
  return {
    title: t("merchant_page.page_title", { name: ownText(locale, merchant.name_zh, merchant.name_en).text }),
    merchant,
    opening_hours: openingHoursLines(merchant.opening_hours, dayNames(t), {
      to: t("merchant_page.day_to"),
      and: t("merchant_page.day_and"),
    }),
    tier: await findTier(read, merchant.id, dayOf(now, community.zone)),
    offers: await listOffers(read, { merchant_id: merchant.id }, "recommended", locale),
  };
});

const DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"] as const;

function dayNames(t: Translator): DayNames {
  return Object.fromEntries(DAYS.map((day) => [day, t(`merchant_page.days.${day}`)]));
}

export default function Merchant() {
  const { merchant, opening_hours, tier, offers } = useLoaderData<typeof loader>();
  const t = useTranslations("merchant_page");
  const tier_name = useTranslations("offer.tiers");
  const items = [
    { term: t("address"), details: <OwnText written={merchant.address_zh} english={merchant.address_en} /> },
    {
      term: t("phone"),
      details: (
        <a href={`tel:${merchant.phone}`} className="link inline-flex min-h-touch items-center">
          {merchant.phone}
        </a>
      ),
    },
    {
      term: t("hours"),
      details: (
        <ul>
          {opening_hours.map((line) => (
            <li key={line} className="tnum">
              {line}
            </li>
          ))}
        </ul>
      ),
    },
    ...(tier ? [{ term: t("tier"), details: tier_name(tier) }] : []),
    { term: t("licence"), details: <OwnText written={merchant.licence} /> },
  ];
  return (
    <Page>
      <PageTitle lead={<OwnText written={merchant.summary_zh} english={merchant.summary_en} />}>
        <OwnText written={merchant.name_zh} english={merchant.name_en} />
      </PageTitle>
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
