import { useTranslations } from "use-intl";
import { Button } from "~/components/button";
import { ChipGroup, ChipLink } from "~/components/chip";
import { EmptyState } from "~/components/empty-state";
import { Field, Select, type SelectOption } from "~/components/field";
import { Pager } from "~/components/pager";
import { TextLink } from "~/components/text-link";
import { type JournalRow, JournalTable } from "~/ledger/journal-table";
import type { PageLinks } from "../url-filters.server";

interface PeriodChipsProps {
  periods: readonly { name: string; href: string; is_chosen: boolean }[];
}

export function PeriodChips({ periods }: PeriodChipsProps) {
  const t = useTranslations("journal");
  return (
    <nav aria-label={t("period")} className="mb-4" data-noprint>
      <ChipGroup label={t("period")}>
        {periods.map((period) => (
          <ChipLink key={period.name} href={period.href} isSelected={period.is_chosen}>
            {period.name}
          </ChipLink>
        ))}
      </ChipGroup>
    </nav>
  );
}

interface FilterFormProps {
  chosen: { from: string; to: string; kind: string; account: string; text: string; least: string; most: string };
  kinds: readonly SelectOption[];
  accounts: readonly SelectOption[];
}

export function FilterForm({ chosen, kinds, accounts }: FilterFormProps) {
  const t = useTranslations("journal");
  return (
    <form method="get" action="/trustee/journal" aria-label={t("filters")} className="mb-6" data-noprint>
      <div className="grid grid-cols-2 gap-3 md:grid-cols-4">
        <Field type="date" name="from" label={t("from")} defaultValue={chosen.from} />
        <Field type="date" name="to" label={t("to")} defaultValue={chosen.to} />
        <Select
          name="kind"
          label={t("kind")}
          defaultValue={chosen.kind}
          options={[{ value: "", label: t("every_kind") }, ...kinds]}
        />
        <Select
          name="account"
          label={t("account")}
          defaultValue={chosen.account}
          options={[{ value: "", label: t("every_account") }, ...accounts]}
        />
        <Field name="least" label={t("least")} defaultValue={chosen.least} inputMode="decimal" unit={t("yuan")} />
        <Field name="most" label={t("most")} defaultValue={chosen.most} inputMode="decimal" unit={t("yuan")} />
        <Field
          name="text"
          label={t("text")}
          hint={t("text_hint")}
          defaultValue={chosen.text}
          autoComplete="off"
          maxLength={64}
          className="col-span-2 md:col-span-4"
        />
      </div>
      <div className="mt-3 flex flex-wrap items-center gap-4">
        <Button>{t("search")}</Button>
        <TextLink href="/trustee/journal">{t("clear")}</TextLink>
      </div>
    </form>
  );
}

interface FoundEntriesProps {
  rows: readonly JournalRow[];
  /** Of the whole question, over every page; `account` is empty unless one was asked for. */
  found: { from: string; to: string; count: number; account: string; debit: string; credit: string };
  pageTotals: { debit: string; credit: string };
  balances: { opening: string; closing: string } | null;
  links: PageLinks;
}

export function FoundEntries({ rows, found, pageTotals, balances, links }: FoundEntriesProps) {
  const t = useTranslations("journal");
  if (rows.length === 0) {
    return (
      <EmptyState title={t("none_title")} action={<TextLink href="/trustee/journal">{t("clear")}</TextLink>}>
        {t("none_text", { from: found.from, to: found.to })}
      </EmptyState>
    );
  }
  const page_of = t("page_of", { page: links.page, page_count: links.page_count });
  return (
    <>
      <p className="tnum">{found.account ? t("found_lines", found) : t("found", found)}</p>
      {balances ? (
        <p className="tnum mt-1! flex flex-wrap gap-x-6 text-ink-2">
          <span>
            {t("opening")} {balances.opening}
          </span>
          <span>
            {t("closing")} {balances.closing}
          </span>
        </p>
      ) : null}
      <div className="mt-4">
        <JournalTable
          caption={page_of}
          rows={rows}
          totals={{ label: t("page_total"), ...pageTotals }}
          isByAccount={found.account !== ""}
        />
      </div>
      <Pager
        page={links.page}
        pageCount={links.page_count}
        previousHref={links.previous_href}
        nextHref={links.next_href}
        pages={links.pages}
        labels={{ navigation: t("pages"), previous: t("previous"), next: t("next") }}
        summary={page_of}
      />
    </>
  );
}
