import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { countOpenDisputes } from "~/bookings/disputes.queries.server";
import { countComplaints, countFailedRefunds } from "~/bookings/refund-desks.queries.server";
import { Button } from "~/components/button";
import { EmptyState } from "~/components/empty-state";
import { Field, Select } from "~/components/field";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { Page, PageTitle, Section } from "~/components/page";
import { TabLinks } from "~/components/tab-links";
import { TextLink } from "~/components/text-link";
import { FigureTile, TileRow } from "~/components/tile";
import { countDeadLetters } from "~/jobs/dead-letters.queries.server";
import { ownText } from "~/messages/own-text";
import { findOffer, listAllOffers, listCategories, type OfferListing } from "~/offers/offers.queries.server";
import { listRefusedTransfers } from "~/payouts/transfers.queries.server";
import { guardedLoader, type MemberVisit } from "../guard.server";
import { ReconciliationLine } from "../reconciliation-line";
import { loadReconciliationStatus } from "../reconciliation-status.server";
import { OfferRows, type OperatorOffer } from "./offer-rows-view";

const LISTINGS = ["listed", "off"] as const satisfies readonly OfferListing[];

export const loader = guardedLoader("operator/home", async (visit) => {
  const { services, url, t, locale } = visit;
  const categories = await listCategories(services.db.read);
  const q = url.searchParams.get("q")?.slice(0, 80) ?? "";
  const category_id = categories.find(({ id }) => id === url.searchParams.get("category"))?.id;
  const listing = LISTINGS.find((each) => each === url.searchParams.get("state"));
  const found = await listAllOffers(services.db.read, { q, category_id });
  const is_shown = (is_listed: number) => listing === undefined || (listing === "listed") === (is_listed === 1);
  return {
    title: t("operator.title"),
    todo: {
      complaint_count: await countComplaints(services.db.read, "open"),
      refund_count: await countFailedRefunds(services.db.read, { is_open: true }),
      dispute_count: await countOpenDisputes(services.db.read),
      transfer_count: (await listRefusedTransfers(services.db.read)).length,
    },
    filter: { q, category_id: category_id ?? "", listing: listing ?? "" },
    counts: { all: found.length, listed: found.filter(({ is_listed }) => is_listed === 1).length },
    categories: categories.map(({ id, name_zh, name_en }) => ({ id, name: ownText(locale, name_zh, name_en).text })),
    offers: found.filter((offer) => is_shown(offer.is_listed)).map(operatorOffer),
    switched: await switchedOffer(visit),
    reconciliation: await loadReconciliationStatus(visit),
    dead_count: await countDeadLetters(services.db.read),
  };
});

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function Home() {
  const { todo, filter, counts, categories, offers, switched, reconciliation, dead_count } =
    useLoaderData<typeof loader>();
  const t = useTranslations("operator");
  const back = listHref(filter, filter.listing);
  const tabs = [
    { listing: "", label: t("all"), count: counts.all },
    { listing: "listed", label: t("listed"), count: counts.listed },
    { listing: "off", label: t("off"), count: counts.all - counts.listed },
  ];
  return (
    <Page>
      <Todo {...todo} />
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      <ReconciliationLine status={reconciliation} href="/operator/incidents" className="mb-4" />
      {switched ? (
        <Notice tone="success" className="mb-6">
          {t.rich(switched.is_listed ? "switched_on" : "switched_off", {
            title: "",
            own: () => <OwnText {...switched.title} />,
          })}
        </Notice>
      ) : null}
      <DeadLetterNotice count={dead_count} />
      <form method="get" action="/operator" data-action="filter" className="mb-4 flex flex-wrap items-end gap-3">
        {filter.listing ? <input type="hidden" name="state" value={filter.listing} /> : null}
        <Field label={t("search")} name="q" type="search" defaultValue={filter.q} className="min-w-48 flex-1" />
        <Select
          label={t("category")}
          name="category"
          defaultValue={filter.category_id}
          options={[
            { value: "", label: t("all_categories") },
            ...categories.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          className="min-w-40"
        />
        <Button variant="secondary">{t("find")}</Button>
      </form>
      <TabLinks
        label={t("states")}
        items={tabs.map(({ listing, label, count }) => ({
          href: listHref(filter, listing),
          label,
          count,
          isCurrent: listing === filter.listing,
        }))}
      />
      {offers.length === 0 ? (
        <EmptyState title={t("empty")} action={<TextLink href="/operator">{t("show_all")}</TextLink>}>
          {t("empty_why")}
        </EmptyState>
      ) : null}
      {categories.map(({ id, name }) => {
        const of_category = offers.filter(({ category_id }) => category_id === id);
        return of_category.length === 0 ? null : (
          <Section key={id} title={t("category_count", { name, count: of_category.length })}>
            <OfferRows offers={of_category} label={name} back={back} />
          </Section>
        );
      })}
    </Page>
  );
}

function DeadLetterNotice({ count }: { count: number }) {
  const t = useTranslations("dead_letters");
  return count === 0 ? null : (
    <Notice tone="warning" className="mb-6">
      {t("home", { count })} <TextLink href="/operator/jobs">{t("home_link")}</TextLink>
    </Notice>
  );
}

/** What waits for somebody here; each number leads to its list. */
interface TodoProps {
  complaint_count: number;
  refund_count: number;
  dispute_count: number;
  transfer_count: number;
}

function Todo({ complaint_count, refund_count, dispute_count, transfer_count }: TodoProps) {
  const t = useTranslations("operator");
  return (
    <nav aria-label={t("todo")} className="mb-8">
      <TileRow>
        <FigureTile label={t("todo_complaints")} figure={complaint_count} href="/operator/complaints" />
        <FigureTile label={t("todo_refunds")} figure={refund_count} href="/operator/refunds" />
        <FigureTile label={t("todo_disputes")} figure={dispute_count} href="/operator/disputes" />
        {transfer_count > 0 ? (
          <FigureTile label={t("todo_transfers")} figure={transfer_count} href="/operator/payouts" />
        ) : null}
      </TileRow>
    </nav>
  );
}

type Row = Awaited<ReturnType<typeof listAllOffers>>[number];

function operatorOffer({
  id,
  title_zh,
  title_en,
  category_id,
  price_type,
  price_minor,
  is_listed,
  merchant_id,
  merchant_name_zh,
  merchant_name_en,
}: Row): OperatorOffer {
  return {
    id,
    title: { written: title_zh, english: title_en },
    category_id,
    price_type,
    price_minor,
    is_listed: is_listed === 1,
    merchant_id,
    merchant_name: { written: merchant_name_zh, english: merchant_name_en },
  };
}

/** The offer that was just switched, as it is now: what the address says alone proves nothing. */
async function switchedOffer({ services, url }: MemberVisit) {
  const offer = await findOffer(services.db.read, url.searchParams.get("switched") ?? "");
  return offer
    ? { title: { written: offer.title_zh, english: offer.title_en }, is_listed: offer.is_listed === 1 }
    : null;
}

function listHref({ q, category_id }: { q: string; category_id: string }, listing: string): string {
  const search = new URLSearchParams();
  if (q) search.set("q", q);
  if (category_id) search.set("category", category_id);
  if (listing) search.set("state", listing);
  return search.size > 0 ? `/operator?${search}` : "/operator";
}
