import { useTranslations } from "use-intl";
import type { WithdrawalTable as WithdrawalRowTable } from "#db/schema/payouts";
import { Button } from "~/components/button";
import { DataTable } from "~/components/data-table";
import { MoneyText } from "~/components/money-text";
import { OwnText } from "~/components/own-text";
import { Tag, type TagTone } from "~/components/tag";
import { SumLine, TotalLine } from "~/components/total-line";
import type { WithdrawableSum } from "~/payouts/withdrawals.queries.server";

export interface WithdrawalRow {
  id: string;
  state: WithdrawalRowTable["state"];
  amount_minor: number;
  reference: string;
  day: string;
  requested_by: string;
  approved_by: string;
  is_own: boolean;
  is_arrived: boolean;
  /** The processor's own words. */
  failure_reason: string | null;
}

const TONES: Record<WithdrawalRowTable["state"], TagTone> = {
  requested: "waiting",
  approved: "info",
  submitted: "info",
  paid: "good",
  failed: "danger",
  canceled: "plain",
  void: "plain",
};

/** What is at the processor, what of it must stay there, and what may go to the bank. */
export function WithdrawableLines({ sum }: { sum: WithdrawableSum }) {
  const t = useTranslations("payouts");
  const { balance_minor, withdrawable_minor } = sum;
  const kept = (["held_minor", "surplus_minor", "refunds_minor", "transfers_minor", "on_way_minor"] as const).filter(
    (each) => sum[each] !== 0,
  );
  return (
    <div className="mb-6 max-w-xl">
      <SumLine label={t("at_processor")} amount={<MoneyText amount_minor={balance_minor} size="sm" />} />
      {kept.map((each) => (
        <SumLine
          key={each}
          label={t(`kept.${each}`)}
          amount={<MoneyText amount_minor={-sum[each]} size="sm" hasPlus />}
        />
      ))}
      <TotalLine
        label={t("withdrawable")}
        amount={<MoneyText amount_minor={withdrawable_minor} />}
        note={t("withdrawable_note")}
      />
    </div>
  );
}

/** Withdrawals with who asked and who approved; those that wait have their buttons. */
export function WithdrawalTable({ rows }: { rows: readonly WithdrawalRow[] }) {
  const t = useTranslations("payouts");
  const name = (written: string) => (written === "" ? t("nobody") : <OwnText written={written} />);
  return (
    <DataTable
      caption={t("withdrawals_title")}
      hasHiddenCaption
      isStacked
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        { id: "day", header: t("day"), isRowHeader: true, cell: ({ day }) => day },
        { id: "reference", header: t("reference"), className: "tnum", cell: ({ reference }) => reference },
        { id: "state", header: t("state"), cell: (row) => <State row={row} /> },
        { id: "requested_by", header: t("requested_by"), cell: (row) => name(row.requested_by) },
        { id: "approved_by", header: t("approved_by"), cell: (row) => name(row.approved_by) },
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

function State({ row }: { row: WithdrawalRow }) {
  const t = useTranslations("payouts");
  return (
    <>
      <Tag tone={TONES[row.state]}>{t(`withdrawal_states.${row.state}`)}</Tag>{" "}
      {row.is_arrived ? <Tag tone="good">{t("arrived")}</Tag> : null}
      {row.failure_reason === null ? null : (
        <span className="block text-sm text-ink-3">
          {t.rich("failed_because", { reason: "", own: () => <span lang="en">{row.failure_reason}</span> })}
        </span>
      )}
      {row.state === "requested" ? (
        <span className="mt-1 flex flex-wrap gap-2">
          {row.is_own ? null : <Act row={row} path="approve" data_action="approve" label={t("approve_withdrawal")} />}
          <Act row={row} path="void" data_action="void-withdrawal" label={t("void_withdrawal")} />
        </span>
      ) : null}
    </>
  );
}

function Act({
  row,
  path,
  data_action,
  label,
}: {
  row: WithdrawalRow;
  path: string;
  data_action: string;
  label: string;
}) {
  const t = useTranslations("payouts");
  return (
    <form method="post" action={`/operator/withdrawals/${row.id}/${path}`} data-action={data_action}>
      <Button
        size="sm"
        variant={path === "approve" ? "primary" : "secondary"}
        aria-label={t("act_on", { act: label, what: row.reference })}
      >
        {label}
      </Button>
    </form>
  );
}
