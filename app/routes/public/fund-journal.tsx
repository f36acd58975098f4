import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { listOpenBookingIds } from "~/bookings/bookings.queries.server";
import { Notice } from "~/components/notice";
import { Breadcrumb, Page, PageTitle } from "~/components/page";
import { listPublicMerchants } from "~/fund/fund.queries.server";
import { publicEntry } from "~/fund/public-entry";
import { dayOf } from "~/kernel/calendar-day";
import type { ExportedEntry } from "~/ledger/exported-entry";
import { countJournalEntries, findJournalPeriod, listJournalPage } from "~/ledger/journal.queries.server";
import { ENTRY_KINDS, type EntryKind, isEntryKind } from "~/ledger/journal-entry";
import { monthPeriod, monthsBetween } from "~/ledger/journal-period";
import { journalRow, kindText, shortId } from "~/ledger/journal-rows.server";
import { findEntryBySeq } from "~/ledger/ledger.queries.server";
import { ownNames } from "~/messages/own-text";
import { listText } from "~/messages/translator.server";
import { guardedLoader, type Visit } from "../guard.server";
import { pageLinks, readPage, readUrlFilters, type UrlFilters } from "../url-filters.server";
import { JournalFilters, JournalPages, OneEntry } from "./fund-journal-view";

const PAGE_COUNT = 20;

export const loader = guardedLoader("public/fund-journal", async (visit) => {
  const { services, community, url, t, now, locale } = visit;
  const { read } = services.db;
  const filters = readUrlFilters(url);
  const seq = filters.read("entry", (text) => (/^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined));
  const { month, kind } = readFilters(filters);
  const filter = { ...(month && monthPeriod(month)), kind };
  const count = seq === undefined ? await countJournalEntries(read, filter) : 0;
  const { page, page_count } = readPage(filters, count, PAGE_COUNT);
  const entries =
    seq === undefined
      ? await listJournalPage(read, filter, { limit: PAGE_COUNT, offset: (page - 1) * PAGE_COUNT })
      : [await findEntryBySeq(read, seq)].filter((entry) => entry !== undefined);
  const period = await findJournalPeriod(read);
  return {
    title: t("fund.public_journal.title"),
    rows: await publicRows(visit, entries),
    one: seq === undefined ? null : { seq, hashes: hashesOf(entries[0]) },
    count,
    links: pageLinks(url, page, page_count),
    chosen: { month: month ?? "", kind: kind ?? "" },
    months: period ? monthsBetween(period.first, dayOf(now, community.zone)) : [],
    kinds: ENTRY_KINDS.map((each) => ({ value: each, label: kindText(t, each) })),
    dropped: listText(locale, filters.dropped),
  };
});

function readFilters(filters: UrlFilters): { month: string | undefined; kind: EntryKind | undefined } {
  return {
    month: filters.read("month", (text) => (monthPeriod(text) ? text : undefined)),
    kind: filters.read("kind", (text) => (isEntryKind(text) ? text : undefined)),
  };
}

function hashesOf(entry: ExportedEntry | undefined) {
  return entry ? { hash: entry.hash, prev: entry.prev } : null;
}

async function publicRows({ services, t, locale }: Visit, entries: readonly ExportedEntry[]) {
  const { read } = services.db;
  const merchants = await listPublicMerchants(read);
  const booking_ids = entries.map((entry) => entry.booking).filter((id) => id !== null);
  const open_booking_ids = await listOpenBookingIds(read, [...new Set(booking_ids)]);
  const merchant_names = ownNames(locale, merchants);
  return entries.map((entry) => {
    const shown = publicEntry(entry, { open_merchant_ids: new Set(merchants.map(({ id }) => id)), open_booking_ids });
    const notes = shown.is_combined
      ? [t("fund.public_journal.combined")]
      : [
          ...(shown.booking_id ? [t("journal.booking_short", { id: shortId(shown.booking_id) })] : []),
          ...(shown.voucher_id ? [t("journal.voucher_short", { id: shortId(shown.voucher_id) })] : []),
        ];
    return journalRow(t, shown, merchant_names, { notes, href: `/fund/journal?entry=${shown.seq}` });
  });
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title ?? "" }];

export default function FundJournal() {
  const { rows, one, count, links, chosen, months, kinds, dropped } = useLoaderData<typeof loader>();
  const t = useTranslations();
  const is_filtered = chosen.month !== "" || chosen.kind !== "";
  return (
    <Page>
      <Breadcrumb
        label={t("journal.path")}
        items={[{ label: t("fund.title"), href: "/fund" }, { label: t("fund.public_journal.title") }]}
      />
      <PageTitle isFormal lead={t("fund.public_journal.lead")}>
        {t("fund.public_journal.title")}
      </PageTitle>
      {dropped ? (
        <Notice tone="warning" className="mb-4">
          {t("journal.dropped", { names: dropped })}
        </Notice>
      ) : null}
      {one ? (
        <OneEntry seq={one.seq} hashes={one.hashes} rows={rows} />
      ) : (
        <>
          <JournalFilters chosen={chosen} months={months} kinds={kinds} />
          <JournalPages rows={rows} count={count} links={links} isFiltered={is_filtered} />
        </>
      )}
    </Page>
  );
}
