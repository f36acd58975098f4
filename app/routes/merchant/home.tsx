import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { ScanLine } from "lucide-react";
import { useTranslations } from "use-intl";
import { findMerchant } from "~/alliance/alliance.queries.server";
import { getSettlementSums, listRedemptions, listSlotBookings } from "~/bookings/bookings.queries.server";
import { countRequestsAt } from "~/bookings/refund-desks.queries.server";
import { ButtonLink } from "~/components/button";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { Page, PageTitle, Section } from "~/components/page";
import { TextLink } from "~/components/text-link";
import { addDays, dayOf, startOfDay } from "~/kernel/calendar-day";
import { instant } from "~/kernel/instant";
import { hasRoleAt, maskName } from "~/members/person";
import { listOffersOfMerchant } from "~/offers/offers.queries.server";
import { guardedLoader, type MemberVisit, requireFound } from "../guard.server";
import { OwedSums, TodaysBookings } from "./home-view";
import { bookedTitle, COUNTER_ROLES, redemptionLine, seenCashier, seesMoney } from "./redemption-line.server";
import { RedemptionLines } from "./redemption-lines-view";

const RECENT_COUNT = 5;

export const loader = guardedLoader("merchant/home", async (visit) => {
  const { services, merchant_id, person, dates, now, t } = visit;
  const { read } = services.db;
  const shop = requireFound(await findMerchant(read, merchant_id));
  const cashier_id = seenCashier(visit);
  const answers_refunds = hasRoleAt(person, merchant_id, ["owner", "manager"]);
  const recent = await listRedemptions(read, merchant_id, { limit: RECENT_COUNT, offset: 0, cashier_id });
  return {
    title: t("counter.home_title"),
    shop_name: { written: shop.name_zh, english: shop.name_en },
    today: dates.day(now),
    can_redeem: hasRoleAt(person, merchant_id, COUNTER_ROLES),
    refund_count: answers_refunds ? (await countRequestsAt(read, merchant_id)).open_count : 0,
    offer_counts: answers_refunds ? await countOwnOffers(visit) : null,
    bookings: await todaysBookings(visit),
    sees_records: cashier_id === undefined,
    recent: recent.map((row) => redemptionLine(visit, row)),
    owed: seesMoney(visit) ? await getSettlementSums(read, merchant_id) : null,
  };
});

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function Home() {
  const page = useLoaderData<typeof loader>();
  const t = useTranslations("counter");
  return (
    <Page width="reading">
      <PageTitle lead={page.today}>
        <OwnText {...page.shop_name} />
      </PageTitle>
      {page.can_redeem ? (
        <ButtonLink href="/merchant/redeem" size="xl" isWide>
          <ScanLine aria-hidden className="size-8 shrink-0" />
          {t("redeem_button")}
        </ButtonLink>
      ) : null}
      {page.refund_count > 0 ? (
        <Notice tone="warning" className="mt-6" title={t("refund_todo", { count: page.refund_count })}>
          <TextLink href="/merchant/refunds">{t("refund_todo_link")}</TextLink>
        </Notice>
      ) : null}
      <Section title={t("today", { count: page.bookings.length })} className="mt-9">
        <TodaysBookings bookings={page.bookings} />
      </Section>
      <Section
        title={t("recent")}
        action={
          page.sees_records ? <TextLink href="/merchant/redemptions">{t("all_redemptions")}</TextLink> : undefined
        }
      >
        {page.recent.length === 0 ? (
          <p className="text-ink-2">{t("redemptions_empty_why")}</p>
        ) : (
          <RedemptionLines lines={page.recent} label={t("recent")} hasDays />
        )}
      </Section>
      {page.owed ? (
        <Section
          title={t("owed")}
          isFormal
          action={<TextLink href="/merchant/statement">{t("statement_link")}</TextLink>}
        >
          <OwedSums {...page.owed} />
        </Section>
      ) : null}
      {page.offer_counts ? (
        <Section title={t("own_offers")} action={<TextLink href="/merchant/offers">{t("change_offers")}</TextLink>}>
          <p>{t("offer_counts", page.offer_counts)}</p>
        </Section>
      ) : null}
    </Page>
  );
}

async function countOwnOffers({ services, merchant_id }: MemberVisit) {
  const offers = await listOffersOfMerchant(services.db.read, merchant_id);
  const listed_count = offers.filter(({ is_listed }) => is_listed === 1).length;
  return { listed_count, off_count: offers.length - listed_count };
}

/**
 * Slots that begin today in the community's zone: when, what, whose in a masked name, how many. No money. What the
 * resident left for this visit, a phone and a note, is for those who serve them.
 */
async function todaysBookings({ services, merchant_id, person, community, dates, now }: MemberVisit) {
  const today = dayOf(now, community.zone);
  const day = { from: startOfDay(today, community.zone), to: startOfDay(addDays(today, 1), community.zone) };
  const rows = await listSlotBookings(services.db.read, merchant_id, day);
  const serves = hasRoleAt(person, merchant_id, COUNTER_ROLES);
  return rows.map(({ id, headcount, redeemed_count, ...row }) => ({
    id,
    time: `${dates.time(instant(row.starts_at))}–${dates.time(instant(row.ends_at))}`,
    title: bookedTitle(row.terms_json),
    holder: maskName(row.resident_name),
    contact: serves ? { phone: row.contact_phone, note: row.note } : null,
    headcount,
    redeemed_count,
  }));
}
