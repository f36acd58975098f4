import { useTranslations } from "use-intl";
import { Button } from "~/components/button";
import { DataTable } from "~/components/data-table";
import { MoneyText } from "~/components/money-text";
import { OwnText } from "~/components/own-text";
import { Section } from "~/components/page";
import type { Bilingual } from "~/messages/own-text";

export interface RefusedTransfer {
  id: string;
  name: Bilingual;
  amount_minor: number;
  when: string;
  /** The processor's own words. */
  reason: string;
}

/** Shares the processor would not transfer: nothing is tried again before somebody has seen to it. */
export function RefusedTransfers({ rows }: { rows: readonly RefusedTransfer[] }) {
  const t = useTranslations("payouts");
  if (rows.length === 0) return null;
  return (
    <Section title={t("refused_title", { count: rows.length })} lead={t("refused_lead")}>
      <DataTable
        caption={t("refused_title", { count: rows.length })}
        hasHiddenCaption
        isStacked
        rows={rows}
        rowKey={({ id }) => id}
        columns={[
          { id: "payee", header: t("payee"), isRowHeader: true, cell: ({ name }) => <OwnText {...name} /> },
          { id: "when", header: t("day"), cell: ({ when }) => when },
          { id: "reason", header: t("refused_reason"), cell: ({ reason }) => <span lang="en">{reason}</span> },
          {
            id: "amount",
            header: t("amount"),
            isNumeric: true,
            cell: ({ amount_minor }) => <MoneyText amount_minor={amount_minor} size="sm" />,
          },
          { id: "resend", header: "", cell: (row) => <Resend row={row} /> },
        ]}
      />
    </Section>
  );
}

function Resend({ row }: { row: RefusedTransfer }) {
  const t = useTranslations("payouts");
  return (
    <form method="post" action={`/operator/transfers/${row.id}/resend`} data-action="resend-transfer">
      <Button size="sm" variant="secondary">
        {t("resend")}
      </Button>
    </form>
  );
}
