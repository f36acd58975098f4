import { useLocale, useTranslations } from "use-intl";
import { Button } from "~/components/button";
import { DataTable } from "~/components/data-table";
import { EmptyState } from "~/components/empty-state";
import { TextArea } from "~/components/field";
import { MoneyText } from "~/components/money-text";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { Page, PageTitle, Section } from "~/components/page";
import { ownText } from "~/messages/own-text";
import type { StatementFault } from "./bank-statement";
import type { PayoutNotice } from "./payout-notice";
import { PayoutNoticeLine } from "./payout-notice-line";

export interface BankLineRow {
  id: string;
  booked_on: string;
  age_days: number;
  amount_minor: number;
  counterparty: string;
  text: string;
  /** What it is, once that is known. */
  is: { kind: "payout" | "withdrawal" | "refund" | "explained"; text: string } | null;
  decided_by: string;
}

interface StatementPageProps {
  /** The page's address, and that of its lines. */
  base: string;
  title: string;
  lead: string;
  notice: PayoutNotice | undefined;
  unmatched: readonly BankLineRow[];
  decided: readonly BankLineRow[];
  sent:
    | { reply: { errors: Record<string, string[]>; values: Record<string, string> }; faults: StatementFault[] }
    | undefined;
}

/** The statement page of one account, the operator's or the fund's. */
export function StatementPage({ base, title, lead, notice, unmatched, decided, sent }: StatementPageProps) {
  const t = useTranslations("payouts");
  return (
    <Page>
      <PageTitle lead={lead}>{title}</PageTitle>
      {sent ? null : <PayoutNoticeLine notice={notice} />}
      <UnmatchedLines lines={unmatched} base={base} />
      <Section title={t("import")}>
        <StatementForm
          action={base}
          errors={sent?.reply.errors.statement}
          faults={sent?.faults ?? []}
          value={sent?.reply.values.statement ?? ""}
        />
      </Section>
      <DecidedLines lines={decided} base={base} />
    </Page>
  );
}

const SHOWN_FAULTS_COUNT = 20;

interface StatementFormProps {
  action: string;
  errors: readonly string[] | undefined;
  faults: readonly StatementFault[];
  value: string;
}

/** Where a bank's statement is pasted, and what was wrong with the last one. */
function StatementForm({ action, errors, faults, value }: StatementFormProps) {
  const t = useTranslations("payouts");
  const locale = useLocale();
  return (
    <form method="post" action={action} data-action="import-statement" className="grid gap-3">
      {faults.length > 0 ? (
        <Notice tone="danger" title={t("faults_title")}>
          <ul className="list-disc pl-5">
            {faults.slice(0, SHOWN_FAULTS_COUNT).map((fault) => (
              <li key={fault.line}>
                {t.rich(`fault.${fault.fault}`, {
                  line: fault.line,
                  value: "",
                  column: "",
                  own: () => <OwnText written={fault.value} />,
                  name: () => <OwnText written={fault.column} />,
                })}
              </li>
            ))}
          </ul>
          {faults.length > SHOWN_FAULTS_COUNT ? t("fault_more", { count: faults.length - SHOWN_FAULTS_COUNT }) : null}
        </Notice>
      ) : null}
      <TextArea
        label={t("statement")}
        hint={t("statement_hint")}
        name="statement"
        rows={8}
        required
        defaultValue={value}
        lang={ownText(locale, value).lang}
        errors={errors}
        controlClassName="tnum"
      />
      <div>
        <Button>{t("import")}</Button>
      </div>
    </form>
  );
}

/** Lines nobody has found the reason of, with their age and where to say what they are. */
function UnmatchedLines({ lines, base }: { lines: readonly BankLineRow[]; base: string }) {
  const t = useTranslations("payouts");
  return (
    <Section title={t("unmatched", { count: lines.length })}>
      {lines.length === 0 ? (
        <EmptyState title={t("unmatched_empty")}>{t("unmatched_empty_why")}</EmptyState>
      ) : (
        <DataTable
          caption={t("unmatched", { count: lines.length })}
          hasHiddenCaption
          isStacked
          rows={lines}
          rowKey={({ id }) => id}
          columns={[
            ...lineColumns(t),
            { id: "age", header: t("state"), cell: ({ age_days }) => t("age", { days: age_days }) },
            {
              id: "resolve",
              header: "",
              cell: ({ id }) => (
                <a href={`${base}/${id}`} className="link inline-flex min-h-touch items-center">
                  {t("resolve")}
                </a>
              ),
            },
          ]}
        />
      )}
    </Section>
  );
}

/** Lines whose reason is known, and who said so. */
function DecidedLines({ lines, base }: { lines: readonly BankLineRow[]; base: string }) {
  const t = useTranslations("payouts");
  return (
    <Section title={t("decided")}>
      {lines.length === 0 ? (
        <p className="text-ink-2">{t("decided_empty")}</p>
      ) : (
        <DataTable
          caption={t("decided")}
          hasHiddenCaption
          isStacked
          rows={lines}
          rowKey={({ id }) => id}
          columns={[
            ...lineColumns(t),
            {
              id: "is",
              header: t("is"),
              cell: ({ id, is }) => (is ? <Meaning is={is} href={`${base}/${id}`} /> : null),
            },
            {
              id: "decided_by",
              header: t("decided_by"),
              cell: ({ decided_by }) => (decided_by === "" ? t("by_itself") : <OwnText written={decided_by} />),
            },
          ]}
        />
      )}
    </Section>
  );
}

/** An explanation may be replaced later; a match stays. */
function Meaning({ is, href }: { is: NonNullable<BankLineRow["is"]>; href: string }) {
  const t = useTranslations("payouts");
  if (is.kind === "explained") {
    return (
      <a href={href} className="link inline-flex min-h-touch items-center">
        <span>{t.rich("is_explained", { note: "", own: () => <OwnText written={is.text} /> })}</span>
      </a>
    );
  }
  if (is.kind === "refund") {
    return <>{t.rich("is_refund", { reference: "", own: () => <OwnText written={is.text} /> })}</>;
  }
  return <>{t(is.kind === "payout" ? "is_payout" : "is_withdrawal", { reference: is.text })}</>;
}

function lineColumns(t: ReturnType<typeof useTranslations<"payouts">>) {
  return [
    { id: "day", header: t("line_day"), isRowHeader: true, cell: ({ booked_on }: BankLineRow) => booked_on },
    {
      id: "who",
      header: t("who"),
      cell: ({ counterparty }: BankLineRow) => <OwnText written={counterparty} />,
    },
    { id: "text", header: t("text"), cell: ({ text }: BankLineRow) => <OwnText written={text} /> },
    {
      id: "amount",
      header: t("line_amount"),
      isNumeric: true,
      cell: ({ amount_minor }: BankLineRow) => <MoneyText amount_minor={amount_minor} size="sm" hasPlus />,
    },
  ];
}
