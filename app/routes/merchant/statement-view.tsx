import { useTranslations } from "use-intl";
import { DataTable } from "~/components/data-table";
import { MoneyText } from "~/components/money-text";
import { OwnText } from "~/components/own-text";
import { SumLine, TotalLine } from "~/components/total-line";
import { formatMoney } from "~/kernel/money";
import type { Bilingual } from "~/messages/own-text";
import type { StatementEntry, StatementTotals } from "~/payouts/merchant-statement";

interface StatementSumsProps {
  opening_minor: number;
  to_give_back_minor: number;
  totals: StatementTotals;
}

/** From what was owed at the start to what is owed at the end. */
export function StatementSums({ opening_minor, to_give_back_minor, totals }: StatementSumsProps) {
  const t = useTranslations("statement");
  const money = (amount_minor: number) => <MoneyText amount_minor={amount_minor} size="sm" />;
  return (
    <>
      <SumLine label={t("opening")} amount={money(opening_minor)} />
      <SumLine label={t("gross")} amount={money(totals.gross_minor)} />
      <SumLine label={t("commission")} amount={money(totals.commission_minor)} />
      <SumLine label={t("contribution")} amount={money(totals.contribution_minor)} />
      <SumLine label={t("refunds")} amount={money(totals.refund_minor)} />
      <TotalLine label={t("net")} amount={money(totals.share_minor + totals.refund_minor)} />
      <SumLine label={t("paid")} amount={money(-totals.paid_minor || 0)} />
      <TotalLine
        label={t("closing")}
        amount={<MoneyText amount_minor={opening_minor + totals.change_minor} size="lg" />}
        note={t("closing_note")}
      />
      {to_give_back_minor === 0 ? null : <SumLine label={t("to_give_back")} amount={money(to_give_back_minor)} />}
    </>
  );
}

export type StatementLine = StatementEntry & { what: string; title: Bilingual | null };

/** Every entry of the period, each with its number in the public journal. */
export function StatementLines({ lines, totals }: { lines: readonly StatementLine[]; totals: StatementTotals }) {
  const t = useTranslations("statement");
  const amount = (amount_minor: number) =>
    amount_minor === 0 ? "" : <MoneyText amount_minor={amount_minor} size="sm" />;
  const money = (id: keyof StatementTotals, header: string, sign: 1 | -1 = 1) => ({
    id,
    header,
    isNumeric: true,
    cell: (line: StatementLine) => amount(line[id] * sign),
  });
  return (
    <DataTable
      caption={t("lines")}
      hasHiddenCaption
      isStacked
      isCompact
      rows={lines}
      rowKey={({ seq }) => String(seq)}
      totals={{
        date: t("net"),
        gross_minor: amount(totals.gross_minor),
        commission_minor: amount(totals.commission_minor),
        contribution_minor: amount(totals.contribution_minor),
        refund_minor: amount(totals.refund_minor),
        paid_minor: amount(-totals.paid_minor),
        change_minor: <MoneyText amount_minor={totals.change_minor} size="sm" />,
      }}
      columns={[
        { id: "date", header: t("date"), isRowHeader: true, cell: ({ booked_on }) => booked_on },
        { id: "what", header: t("what"), cell: (line) => <What line={line} /> },
        {
          id: "entry",
          header: t("entry"),
          cell: ({ seq }) => (
            <a
              href={`/fund/journal?entry=${seq}`}
              className="link inline-flex min-h-touch items-center whitespace-nowrap"
            >
              {t("entry_link", { seq })}
            </a>
          ),
        },
        money("gross_minor", t("gross")),
        money("commission_minor", t("commission")),
        money("contribution_minor", t("contribution")),
        money("refund_minor", t("refunds")),
        money("paid_minor", t("paid"), -1),
        money("change_minor", t("change")),
      ]}
    />
  );
}

function What({ line }: { line: StatementLine }) {
  const t = useTranslations("statement");
  return (
    <>
      {line.what}
      {line.title ? (
        <span className="block text-ink-3">
          <OwnText {...line.title} />
        </span>
      ) : null}
      {line.set_off_minor === 0 ? null : (
        <span className="block text-ink-3">{t("set_off", { amount: formatMoney(line.set_off_minor) })}</span>
      )}
    </>
  );
}
