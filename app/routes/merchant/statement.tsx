import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { Button } from "~/components/button";
import { EmptyState } from "~/components/empty-state";
import { Field } from "~/components/field";
import { Page, PageTitle, Section } from "~/components/page";
import { TextLink } from "~/components/text-link";
import { calendarDay, dayOf, isCalendarDay, startOfDay } from "~/kernel/calendar-day";
import { receivableAccount } from "~/ledger/account";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import { statementTotals } from "~/payouts/merchant-statement";
import { getOwedBefore, listStatementEntries, listTermsOfVouchers } from "~/payouts/statements.queries.server";
import { guardedLoader, type MemberVisit } from "../guard.server";
import { bookedTitle } from "./redemption-line.server";
import { StatementLines, StatementSums } from "./statement-view";

export const loader = guardedLoader("merchant/statement", async (visit) => {
  const { services, merchant_id, t, dates, community } = visit;
  const { read } = services.db;
  const period = periodOf(visit);
  const entries = await listStatementEntries(read, merchant_id, period);
  const terms = await listTermsOfVouchers(
    read,
    [...new Set(entries.map(({ voucher_id }) => voucher_id))].filter((id) => id !== null),
  );
  const in_words = (day: string) => dates.date(startOfDay(calendarDay(day), community.zone));
  return {
    title: t("statement.title"),
    period,
    words: { from: in_words(period.from), to: in_words(period.to) },
    opening_minor: await getOwedBefore(read, merchant_id, period.from),
    to_give_back_minor: await getAccountBalance(read, receivableAccount(merchant_id)),
    totals: statementTotals(entries),
    lines: entries.map((entry) => ({
      ...entry,
      what: t(`entry_kinds.${entry.kind}`),
      title: titleOf(terms.get(entry.voucher_id ?? "")),
    })),
  };
});

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function Statement() {
  const { period, words, lines, ...sums } = useLoaderData<typeof loader>();
  const t = useTranslations("statement");
  return (
    <Page>
      <PageTitle
        lead={t("lead", words)}
        isFormal
        actions={<TextLink href="/merchant/payout-account">{t("account_link")}</TextLink>}
      >
        {t("title")}
      </PageTitle>
      <form
        method="get"
        action="/merchant/statement"
        data-action="filter"
        className="mb-6 flex flex-wrap items-end gap-3"
        data-noprint
      >
        <Field label={t("from")} name="from" type="date" defaultValue={period.from} />
        <Field label={t("to")} name="to" type="date" defaultValue={period.to} />
        <Button variant="secondary">{t("show")}</Button>
      </form>
      <div className="max-w-[34rem]">
        <StatementSums {...sums} />
      </div>
      <Section title={t("lines")} isFormal className="mt-9">
        {lines.length === 0 ? (
          <EmptyState title={t("empty")}>{t("empty_why")}</EmptyState>
        ) : (
          <StatementLines lines={lines} totals={sums.totals} />
        )}
        <p className="mt-3 text-sm text-ink-3">{t("equals")}</p>
      </Section>
    </Page>
  );
}

/** The days asked for, or this month so far; turned round where they are in the wrong order. */
function periodOf({ url, now, community }: MemberVisit) {
  const today = dayOf(now, community.zone);
  const [asked_from, asked_to] = [url.searchParams.get("from") ?? "", url.searchParams.get("to") ?? ""];
  const from = isCalendarDay(asked_from) ? asked_from : calendarDay(`${today.slice(0, 7)}-01`);
  const to = isCalendarDay(asked_to) ? asked_to : today;
  return from <= to ? { from, to } : { from: to, to: from };
}

function titleOf(terms_json: string | undefined) {
  return terms_json === undefined ? null : bookedTitle(terms_json);
}
