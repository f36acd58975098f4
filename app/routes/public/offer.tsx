import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { findMerchant, findPolicyFor, findTier } from "~/alliance/alliance.queries.server";
import { countSold } from "~/bookings/bookings.queries.server";
import { ActionBar } from "~/components/action-bar";
import { ButtonLink } from "~/components/button";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { Page, PageTitle, Section } from "~/components/page";
import { Tag } from "~/components/tag";
import { type TermItem, TermList } from "~/components/term-list";
import { TextLink } from "~/components/text-link";
import { splitOf } from "~/fund/contribution";
import { assert } from "~/kernel/assert";
import { dayOf } from "~/kernel/calendar-day";
import { instant } from "~/kernel/instant";
import { formatMoney } from "~/kernel/money";
import { ownText } from "~/messages/own-text";
import { CategoryArt } from "~/offers/category-art";
import { parseTerms } from "~/offers/offer";
import { termItems } from "~/offers/offer-terms";
import { findOffer, findQuota, listSlots } from "~/offers/offers.queries.server";
import { guardedLoader, requireFound, type Visit } from "../guard.server";
import { OfferPrice } from "./offer-rows";
import { SlotStrip } from "./slot-strip";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data?.title ?? "" },
  { name: "description", content: data?.summary ?? "" },
];

export const loader = guardedLoader("public/offer", async (visit) => {
  const { services, params, t, community, now, locale } = visit;
  const { read } = services.db;
  const offer = requireFound(await findOffer(read, params.id ?? ""));
  const merchant = await findMerchant(read, offer.merchant_id);
  assert(merchant, "an offer has a merchant");
  const policy = await findPolicyFor(read, offer, community.zone, now);
  const { search_text: _search_text, terms_json, ...shown } = offer;
  return {
    title: t("offer.page_title", { title: ownText(locale, offer.title_zh, offer.title_en).text }),
    summary: ownText(locale, offer.summary_zh, offer.summary_en).text,
    offer: shown,
    terms: parseTerms(terms_json),
    merchant,
    tier: await findTier(read, merchant.id, dayOf(now, community.zone)),
    split: policy && offer.price_minor > 0 ? splitOf(offer.price_minor, policy) : undefined,
    sold_count: await countSold(read, offer.id),
    quota: await findQuota(read, offer.id),
    slot_days: offer.kind === "slot" ? await listSlotDays(visit, offer.id) : [],
  };
});

/** Slots of the booking window, by day, with what is left of each. */
async function listSlotDays({ services, now, dates, community }: Visit, offer_id: string) {
  const slots = await listSlots(services.db.read, offer_id, now);
  const days = new Map<string, { day: string; slots: { id: string; time: string; left: number }[] }>();
  for (const slot of slots) {
    const starts_at = instant(slot.starts_at);
    const key = dayOf(starts_at, community.zone);
    const day = days.get(key) ?? { day: dates.day(starts_at), slots: [] };
    const time = `${dates.time(starts_at)}–${dates.time(instant(slot.ends_at))}`;
    day.slots.push({ id: slot.id, time, left: slot.capacity - slot.held - slot.sold });
    days.set(key, day);
  }
  return [...days.values()];
}

export default function Offer() {
  const { offer, sold_count, slot_days } = useLoaderData<typeof loader>();
  const t = useTranslations("offer");
  const terms = useTranslations("terms");
  const price_type = useTranslations("terms.price_types");
  return (
    <Page className="pb-28">
      <div className="grid gap-6 md:grid-cols-[18rem_1fr]">
        <CategoryArt category_id={offer.category_id} className="w-full rounded-md" />
        <div>
          <PageTitle lead={<OwnText written={offer.summary_zh} english={offer.summary_en} />}>
            <OwnText written={offer.title_zh} english={offer.title_en} />
          </PageTitle>
          <p className="flex flex-wrap items-baseline gap-3">
            <OfferPrice offer={offer} size="xl" />
            {sold_count > 0 ? <span className="text-sm text-ink-2">{t("sold", { count: sold_count })}</span> : null}
          </p>
          <p className="mt-3 flex flex-wrap gap-2">
            {offer.price_type === "free" ? null : <Tag tone="rank">{price_type(offer.price_type)}</Tag>}
            <Tag>{terms(offer.kind)}</Tag>
            {offer.price_minor > 0 ? <Tag tone="good">{terms("refund_anytime")}</Tag> : null}
            {offer.price_minor > 0 ? <Tag tone="good">{terms("refund_expired")}</Tag> : null}
          </p>
          <p className="mt-4 max-w-[40rem]">
            <OwnText written={offer.description_zh} />
          </p>
          <ShareLine />
          <QuotaLine />
        </div>
      </div>
      {offer.is_listed ? null : (
        <Notice tone="warning" title={t("off_title")}>
          {t("off_text")}
        </Notice>
      )}
      {offer.kind === "slot" && offer.is_listed ? <SlotStrip offer_id={offer.id} days={slot_days} /> : null}
      <Rules />
      <MerchantCard />
      {offer.is_listed ? <BookBar /> : null}
    </Page>
  );
}

function BookBar() {
  const { offer } = useLoaderData<typeof loader>();
  const t = useTranslations("offer");
  const is_slot = offer.kind === "slot";
  return (
    <ActionBar summary={<OfferPrice offer={offer} size="lg" />}>
      <ButtonLink href={is_slot ? "#slots" : `/offers/${offer.id}/book`}>
        {is_slot ? t("choose") : offer.price_minor > 0 ? t("buy") : t("book")}
      </ButtonLink>
    </ActionBar>
  );
}

/** Where the money will go: one line, before anybody pays. */
function ShareLine() {
  const { offer, split } = useLoaderData<typeof loader>();
  const t = useTranslations("offer");
  const text = split
    ? t("share_line", {
        price: formatMoney(offer.price_minor),
        merchant: formatMoney(split.merchant_minor),
        commission: formatMoney(split.commission_minor),
        fund: formatMoney(split.fund_minor),
      })
    : t("share_free");
  return (
    <p className="mt-4 border-l-4 border-qing-600 bg-qing-50 px-4 py-3" data-testid="share-line">
      <strong className="mr-2 font-semibold">{t("share")}</strong>
      {text}
    </p>
  );
}

function QuotaLine() {
  const { quota } = useLoaderData<typeof loader>();
  const t = useTranslations("offer");
  if (!quota) return null;
  const left = quota.quota - quota.held - quota.sold;
  return (
    <p className="mt-3">
      <strong className="mr-2 font-semibold">{t("quota")}</strong>
      {t("quota_left", { quota: quota.quota, left, per: quota.per_resident })}
    </p>
  );
}

function Rules() {
  const { offer, terms } = useLoaderData<typeof loader>();
  const t = useTranslations("offer");
  const items: TermItem[] = termItems(terms);
  const validity = offer.valid_days === null ? t("valid_slot") : t("valid_days", { days: offer.valid_days });
  items.push({ term: t("validity"), details: validity }, { term: t("refund_rule"), details: refundRule(offer, t) });
  if (offer.kind === "slot" && offer.price_minor > 0) {
    items.push({ term: t("no_show"), details: offer.is_no_show_kept ? t("no_show_kept") : t("no_show_back") });
  }
  return (
    <Section title={t("rules")}>
      <TermList items={items} />
    </Section>
  );
}

type OfferTexts = ReturnType<typeof useTranslations<"offer">>;

function refundRule(offer: { price_minor: number; kind: string; cancel_hours: number | null }, t: OfferTexts): string {
  if (offer.price_minor === 0) return t("refund_free");
  if (offer.kind === "voucher") return t("refund_voucher");
  return offer.cancel_hours ? t("refund_slot", { hours: offer.cancel_hours }) : t("refund_slot_zero");
}

function MerchantCard() {
  const { merchant, tier } = useLoaderData<typeof loader>();
  const t = useTranslations("offer");
  return (
    <Section title={t("merchant")}>
      <p className="text-lg font-semibold">
        <TextLink href={`/merchants/${merchant.id}`}>
          <OwnText written={merchant.name_zh} english={merchant.name_en} />
        </TextLink>
      </p>
      <p>
        <OwnText written={merchant.address_zh} english={merchant.address_en} /> ·{" "}
        <a href={`tel:${merchant.phone}`} className="link inline-flex min-h-touch items-center">
          {merchant.phone}
        </a>
      </p>
      {tier ? (
        <p className="mt-1">
          <Tag tone="rank">{t(`tiers.${tier}`)}</Tag>
        </p>
      ) : null}
    </Section>
  );
}
