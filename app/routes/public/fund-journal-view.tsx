import { useTranslations } from "use-intl";
import { Button } from "~/components/button";
import { EmptyState } from "~/components/empty-state";
import { Select, type SelectOption } from "~/components/field";
import { Notice } from "~/components/notice";
import { Pager } from "~/components/pager";
import { TermList } from "~/components/term-list";
import { TextLink } from "~/components/text-link";
import { type JournalRow, JournalTable } from "~/ledger/journal-table";
import type { PageLinks } from "../url-filters.server";

interface JournalFiltersProps {
  chosen: { month: string; kind: string };
  months: readonly string[];
  kinds: readonly SelectOption[];
}

export function JournalFilters({ chosen, months, kinds }: JournalFiltersProps) {
  const t = useTranslations();
  return (
    <form
      method="get"
      action="/fund/journal"
      className="mb-6 grid grid-cols-2 items-end gap-3 md:flex elder:grid-cols-1"
      data-noprint
    >
      <Select
        label={t("fund.public_journal.month")}
        name="month"
        defaultValue={chosen.month}
        className="md:w-44"
        options={[
          { value: "", label: t("fund.public_journal.every_month") },
          ...months.map((month) => ({ value: month, label: month })),
        ]}
      />
      <Select
        label={t("journal.kind")}
        name="kind"
        defaultValue={chosen.kind}
        className="md:w-44"
        options={[{ value: "", label: t("journal.every_kind") }, ...kinds]}
      />
      <Button variant="secondary" className="justify-self-start">
        {t("journal.search")}
      </Button>
    </form>
  );
}

interface JournalPagesProps {
  rows: readonly JournalRow[];
  count: number;
  links: PageLinks;
  isFiltered: boolean;
}

export function JournalPages({ rows, count, links, isFiltered }: JournalPagesProps) {
  const t = useTranslations();
  if (rows.length === 0) {
    return isFiltered ? (
      <EmptyState
        title={t("fund.public_journal.none_title")}
        action={<TextLink href="/fund/journal">{t("fund.public_journal.show_all")}</TextLink>}
      >
        {t("fund.public_journal.none_text")}
      </EmptyState>
    ) : (
      <EmptyState title={t("fund.public_journal.empty_title")}>{t("fund.public_journal.empty_text")}</EmptyState>
    );
  }
  return (
    <>
      <JournalTable caption={t("fund.public_journal.caption", { count })} rows={rows} />
      <p className="mt-3 text-sm text-ink-3">{t("fund.public_journal.hash_help")}</p>
      <Pager
        page={links.page}
        pageCount={links.page_count}
        previousHref={links.previous_href}
        nextHref={links.next_href}
        pages={links.pages}
        labels={{ navigation: t("journal.pages"), previous: t("journal.previous"), next: t("journal.next") }}
        summary={t("journal.page_of", { page: links.page, page_count: links.page_count })}
      />
    </>
  );
}

interface OneEntryProps {
  seq: number;
  hashes: { hash: string; prev: string } | null;
  rows: readonly JournalRow[];
}

/** One entry by itself, with its whole fingerprint: what a receipt links to. */
export function OneEntry({ seq, hashes, rows }: OneEntryProps) {
  const t = useTranslations();
  return (
    <>
      {hashes ? (
        <>
          <JournalTable caption={t("fund.public_journal.one_entry", { seq })} rows={rows} />
          <TermList
            className="mt-4 text-sm"
            items={[
              { term: t("journal.own_hash"), details: <code className="break-all">{hashes.hash}</code> },
              { term: t("journal.prev"), details: <code className="break-all">{hashes.prev}</code> },
            ]}
          />
        </>
      ) : (
        <Notice tone="warning">{t("fund.public_journal.missing", { seq })}</Notice>
      )}
      <p className="mt-4">
        <TextLink href="/fund/journal">{t("fund.public_journal.show_all")}</TextLink>
      </p>
    </>
  );
}
