import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { listMerchantNames } from "~/alliance/alliance.queries.server";
import { Notice } from "~/components/notice";
import { Page, PageTitle } from "~/components/page";
import { formatMoney, type Minor, majorText } from "~/kernel/money";
import { ACCOUNT_GROUPS, SINGLE_ACCOUNT_NAMES } from "~/ledger/account";
import type { ExportedEntry } from "~/ledger/exported-entry";
import {
  countJournalEntries,
  getAccountBalanceBefore,
  getJournalTotals,
  listJournalPage,
} from "~/ledger/journal.queries.server";
import { ENTRY_KINDS } from "~/ledger/journal-entry";
import { isAccountGroup, isLineShown, type JournalFilter } from "~/ledger/journal-filter";
import type { Period } from "~/ledger/journal-period";
import { accountText, amountText, journalRow, kindText, shortId } from "~/ledger/journal-rows.server";
import { ownNames } from "~/messages/own-text";
import { listText } from "~/messages/translator.server";
import { guardedLoader, type MemberVisit } from "../guard.server";
import { pageLinks, readPage } from "../url-filters.server";
import { readJournalQuestion } from "./journal-filter.server";
import { FilterForm, FoundEntries, PeriodChips } from "./journal-view";

const PAGE_SIZE = 50;
const NOTHING = { debit_minor: 0, credit_minor: 0 };

export const loader = guardedLoader("trustee/journal", async (visit) => {
  const { services, url, t, locale } = visit;
  const { read } = services.db;
  const { filter, filters, periods } = await readJournalQuestion(visit);
  const [count, merchants] = await Promise.all([countJournalEntries(read, filter), listMerchantNames(read)]);
  const merchant_names = ownNames(locale, merchants);
  const { page, page_count } = readPage(filters, count, PAGE_SIZE);
  const offset = (page - 1) * PAGE_SIZE;
  const entries = count === 0 ? [] : await listJournalPage(read, filter, { limit: PAGE_SIZE, offset });
  const totals = count === 0 ? NOTHING : await getJournalTotals(read, filter);
  const account = filter.account === undefined ? null : accountText(t, filter.account, merchant_names);
  return {
    title: t("journal.title"),
    rows: entries.map((entry) => trusteeRow(visit, entry, filter, merchant_names)),
    page_totals: pageTotals(entries, filter),
    found: {
      from: filter.from,
      to: filter.to,
      count,
      account: account ?? "",
      debit: formatMoney(totals.debit_minor),
      credit: formatMoney(totals.credit_minor),
    },
    balances: await accountBalances(visit, filter, totals),
    links: pageLinks(url, page, page_count),
    periods,
    chosen: {
      from: filter.from,
      to: filter.to,
      kind: filter.kind ?? "",
      account: filter.account ?? "",
      text: filter.text ?? "",
      least: filter.least_minor === undefined ? "" : majorText(filter.least_minor),
      most: filter.most_minor === undefined ? "" : majorText(filter.most_minor),
    },
    kinds: ENTRY_KINDS.map((kind) => ({ value: kind, label: kindText(t, kind) })),
    accounts: accountOptions(visit, filter.account, merchant_names),
    dropped: listText(locale, filters.dropped),
  };
});

function trusteeRow(
  { t }: MemberVisit,
  entry: ExportedEntry,
  filter: JournalFilter,
  names: ReadonlyMap<string, string>,
) {
  const postings = entry.postings.filter((posting) => isLineShown(filter, posting));
  const notes = [
    ...(entry.booking ? [t("journal.booking_short", { id: shortId(entry.booking) })] : []),
    ...(entry.voucher ? [t("journal.voucher_short", { id: shortId(entry.voucher) })] : []),
  ];
  const shown = { ...entry, postings, booked: entry.booked_on };
  return journalRow(t, shown, names, { notes, href: `/trustee/journal/${entry.id}` });
}

/** What the lines on this page add up to, exactly as they are shown. */
function pageTotals(entries: readonly ExportedEntry[], filter: JournalFilter) {
  const amounts = entries
    .flatMap((entry) => entry.postings)
    .filter((posting) => isLineShown(filter, posting))
    .map(({ amount }) => amount);
  const sum = (side: readonly Minor[]) => amountText(side.reduce((total, amount) => total + Math.abs(amount), 0));
  return { debit: sum(amounts.filter((amount) => amount > 0)), credit: sum(amounts.filter((amount) => amount < 0)) };
}

/** Opening and closing balance, where the list is the whole of one account in a period. */
async function accountBalances(
  { services, t }: MemberVisit,
  filter: JournalFilter & Period,
  totals: { debit_minor: Minor; credit_minor: Minor },
) {
  const { account, kind, text, least_minor, most_minor } = filter;
  const is_narrowed = [kind, text, least_minor, most_minor].some((each) => each !== undefined);
  if (account === undefined || isAccountGroup(account) || is_narrowed) return null;
  const opening_minor = await getAccountBalanceBefore(services.db.read, account, filter.from);
  const closing_minor = opening_minor + totals.debit_minor - totals.credit_minor;
  const balanceText = (balance_minor: Minor) => {
    if (balance_minor === 0) return t("journal.balance_zero");
    const amount = formatMoney(Math.abs(balance_minor));
    return balance_minor > 0 ? t("journal.balance_debit", { amount }) : t("journal.balance_credit", { amount });
  };
  return { opening: balanceText(opening_minor), closing: balanceText(closing_minor) };
}

/** Accounts there are few of, groups of the others, and the one that is chosen now. */
function accountOptions({ t }: MemberVisit, chosen: string | undefined, names: ReadonlyMap<string, string>) {
  const options = [
    ...SINGLE_ACCOUNT_NAMES.map((account) => ({ value: account, label: accountText(t, account, names) })),
    ...ACCOUNT_GROUPS.map(({ prefix }) => ({
      value: prefix as string,
      label: t("accounts.all_of", { group: accountText(t, prefix, names) }),
    })),
  ];
  const is_listed = chosen === undefined || options.some(({ value }) => value === chosen);
  return is_listed ? options : [...options, { value: chosen, label: accountText(t, chosen, names) }];
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title ?? "" }];

export default function Journal() {
  const page = useLoaderData<typeof loader>();
  const t = useTranslations("journal");
  return (
    <Page>
      <PageTitle isFormal>{t("title")}</PageTitle>
      {page.dropped ? (
        <Notice tone="warning" className="mb-4">
          {t("dropped", { names: page.dropped })}
        </Notice>
      ) : null}
      <PeriodChips periods={page.periods} />
      <FilterForm chosen={page.chosen} kinds={page.kinds} accounts={page.accounts} />
      <FoundEntries
        rows={page.rows}
        found={page.found}
        pageTotals={page.page_totals}
        balances={page.balances}
        links={page.links}
      />
    </Page>
  );
}
