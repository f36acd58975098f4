import { useTranslations } from "use-intl";
import type { PayoutTable } from "#db/schema/payouts";
import { Button } from "~/components/button";
import { DataTable } from "~/components/data-table";
import { Field } from "~/components/field";
import { MoneyText } from "~/components/money-text";
import { OwnText } from "~/components/own-text";
import { Tag, type TagTone } from "~/components/tag";
import type { Bilingual } from "~/messages/own-text";

export interface BatchLine {
  id: string;
  /** Null for the fund. */
  name: Bilingual | null;
  share_count: number;
  holder: string;
  bank_name: string;
  account_number: string;
  amount_minor: number;
  netted_minor: number;
  reference: string;
  state: PayoutTable["state"];
  cancel_reason: string | null;
}

const TONES: Record<PayoutTable["state"], TagTone> = {
  planned: "waiting",
  sent: "info",
  paid: "good",
  banked: "good",
  returned: "danger",
  void: "plain",
};

/** Who a batch pays, to which account, and what became of it. */
export function PayoutLines({ lines, total_minor }: { lines: readonly BatchLine[]; total_minor: number }) {
  const t = useTranslations("payouts");
  return (
    <DataTable
      caption={t("lines")}
      hasHiddenCaption
      isStacked
      rows={lines}
      rowKey={({ id }) => id}
      totals={{ payee: t("total"), amount: <MoneyText amount_minor={total_minor} size="sm" /> }}
      columns={[
        {
          id: "payee",
          header: t("payee"),
          isRowHeader: true,
          cell: ({ name, share_count }) => (
            <>
              {name ? <OwnText {...name} /> : t("fund")}
              {share_count > 0 ? (
                <span className="block text-sm font-normal text-ink-3">{t("shares", { count: share_count })}</span>
              ) : null}
            </>
          ),
        },
        { id: "account", header: t("account"), cell: (line) => <Account line={line} /> },
        { id: "reference", header: t("reference"), className: "tnum", cell: ({ reference }) => reference },
        { id: "state", header: t("state"), cell: (line) => <LineState line={line} /> },
        {
          id: "netted",
          header: t("netted"),
          isNumeric: true,
          cell: ({ netted_minor }) =>
            netted_minor === 0 ? "" : <MoneyText amount_minor={-netted_minor} size="sm" hasPlus />,
        },
        {
          id: "amount",
          header: t("amount"),
          isNumeric: true,
          cell: ({ amount_minor }) => <MoneyText amount_minor={amount_minor} size="sm" />,
        },
      ]}
    />
  );
}

function Account({ line }: { line: BatchLine }) {
  return (
    <>
      <OwnText written={line.holder} />
      <span className="block text-sm text-ink-3">
        <OwnText written={line.bank_name} /> <span className="tnum block whitespace-nowrap">{line.account_number}</span>
      </span>
    </>
  );
}

function LineState({ line }: { line: BatchLine }) {
  const t = useTranslations("payouts");
  return (
    <>
      <Tag tone={TONES[line.state]}>{t(`line_states.${line.state}`)}</Tag>
      {line.cancel_reason === null ? null : (
        <span className="block text-sm text-ink-3">
          {t.rich("cancelled_note", { reason: "", own: () => <OwnText written={line.cancel_reason ?? ""} /> })}
        </span>
      )}
      {line.state === "sent" ? <CancelForm line={line} /> : null}
    </>
  );
}

function CancelForm({ line }: { line: BatchLine }) {
  const t = useTranslations("payouts");
  return (
    <details className="mt-1 text-sm">
      <summary className="link inline-flex min-h-touch cursor-pointer items-center">{t("cancel")}</summary>
      <form method="post" action={`/operator/payout-lines/${line.id}/cancel`} data-action="cancel-payout">
        <Field label={t("cancel_reason")} hint={t("cancel_hint")} name="reason" required maxLength={200} />
        <Button variant="danger" size="sm" className="mt-2">
          {t("cancel")}
        </Button>
      </form>
    </details>
  );
}
