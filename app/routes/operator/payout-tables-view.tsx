import { useTranslations } from "use-intl";
import type { PayoutBatchTable, PayoutRail } from "#db/schema/payouts";
import { DataTable } from "~/components/data-table";
import { MoneyText } from "~/components/money-text";
import { OwnText } from "~/components/own-text";
import { Tag, type TagTone } from "~/components/tag";
import type { Bilingual } from "~/messages/own-text";

export interface DueRow {
  merchant_id: string;
  name: Bilingual;
  share_count: number;
  payable_minor: number;
  receivable_minor: number;
  /** Null where the merchant has told no account. */
  rail: PayoutRail | null;
}

/** What is owed now, by shop, and to the fund. */
export function DueTable({ rows, fund_minor }: { rows: readonly DueRow[]; fund_minor: number }) {
  const t = useTranslations("payouts");
  const fund: DueRow[] =
    fund_minor > 0
      ? [
          {
            merchant_id: "fund",
            name: { written: t("fund"), english: "" },
            share_count: 0,
            payable_minor: fund_minor,
            receivable_minor: 0,
            rail: "bank_batch",
          },
        ]
      : [];
  return (
    <DataTable
      caption={t("due_title")}
      hasHiddenCaption
      isStacked
      rows={[...rows, ...fund]}
      rowKey={({ merchant_id }) => merchant_id}
      columns={[
        {
          id: "payee",
          header: t("payee"),
          isRowHeader: true,
          cell: ({ merchant_id, name }) => (merchant_id === "fund" ? t("fund") : <OwnText {...name} />),
        },
        {
          id: "shares",
          header: t("vouchers"),
          cell: ({ share_count }) => (share_count > 0 ? t("shares", { count: share_count }) : ""),
        },
        { id: "rail", header: t("account"), cell: ({ rail }) => <RailText rail={rail} /> },
        {
          id: "netted",
          header: t("netted"),
          isNumeric: true,
          cell: ({ receivable_minor }) => (receivable_minor === 0 ? "" : <Amount minor={-receivable_minor} />),
        },
        {
          id: "amount",
          header: t("amount"),
          isNumeric: true,
          cell: ({ payable_minor }) => <Amount minor={payable_minor} />,
        },
      ]}
    />
  );
}

function RailText({ rail }: { rail: PayoutRail | null }) {
  const t = useTranslations("payouts");
  if (rail === null) return <Tag tone="waiting">{t("without_account")}</Tag>;
  return rail === "bank_batch" ? t("by_bank") : t("by_transfer");
}

function Amount({ minor }: { minor: number }) {
  return <MoneyText amount_minor={minor} size="sm" />;
}

const STATE_TONES: Record<PayoutBatchTable["state"], TagTone> = {
  draft: "waiting",
  approved: "info",
  exported: "info",
  settled: "good",
  void: "plain",
};

/** Where a batch stands, in words. */
export function BatchState({ state }: { state: PayoutBatchTable["state"] }) {
  const t = useTranslations("payouts");
  return <Tag tone={STATE_TONES[state]}>{t(`states.${state}`)}</Tag>;
}

export interface BatchRow {
  id: string;
  day: string;
  state: PayoutBatchTable["state"];
  total_minor: number;
  prepared_by: string;
  approved_by: string;
}

/** Batches with who prepared and who approved them. */
export function BatchTable({ rows }: { rows: readonly BatchRow[] }) {
  const t = useTranslations("payouts");
  const name = (written: string) => (written === "" ? t("nobody") : <OwnText written={written} />);
  return (
    <DataTable
      caption={t("batches")}
      hasHiddenCaption
      isStacked
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        {
          id: "day",
          header: t("day"),
          isRowHeader: true,
          cell: ({ id, day }) => (
            <a href={`/operator/payouts/${id}`} className="link inline-flex min-h-touch items-center">
              {day}
            </a>
          ),
        },
        { id: "state", header: t("state"), cell: ({ state }) => <BatchState state={state} /> },
        { id: "prepared_by", header: t("prepared_by"), cell: (row) => name(row.prepared_by) },
        { id: "approved_by", header: t("approved_by"), cell: (row) => name(row.approved_by) },
        {
          id: "total",
          header: t("total"),
          isNumeric: true,
          cell: ({ total_minor }) => <Amount minor={total_minor} />,
        },
      ]}
    />
  );
}
