import { useLocale, useTranslations } from "use-intl";
import { Button } from "~/components/button";
import { ChoiceList } from "~/components/choice";
import { Field } from "~/components/field";
import { MoneyText } from "~/components/money-text";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { Section } from "~/components/page";
import { TermList } from "~/components/term-list";
import { type Bilingual, ownText } from "~/messages/own-text";
import type { BankLineRow } from "./bank-lines-view";

/** A payment, withdrawal or refund of the same amount. */
export interface FittingPayment {
  value: string;
  day: string;
  /** Null for the fund, for withdrawals and for refunds. */
  name: Bilingual | null;
  reference: string;
  kind: "payout" | "withdrawal" | "refund";
}

interface BankLineFormsProps {
  action: string;
  line: BankLineRow;
  is_open: boolean;
  fitting: readonly FittingPayment[];
  errors: Readonly<Record<string, string[]>>;
  values: Readonly<Record<string, string>>;
}

/** One line of a statement, and the two things it can be: a payment of ours, or something else. */
export function BankLineForms({ action, line, is_open, fitting, errors, values }: BankLineFormsProps) {
  const t = useTranslations("payouts");
  const locale = useLocale();
  return (
    <>
      <TermList
        items={[
          { term: t("line_day"), details: line.booked_on },
          { term: t("line_amount"), details: <MoneyText amount_minor={line.amount_minor} hasPlus /> },
          { term: t("who"), details: <OwnText written={line.counterparty} /> },
          { term: t("text"), details: <OwnText written={line.text} /> },
        ]}
      />
      {is_open ? null : <Notice className="mt-6">{t("line_done")}</Notice>}
      {is_open ? (
        <>
          <Section title={t("match_title")} lead={t("match_lead")}>
            {fitting.length === 0 ? (
              <p className="text-ink-2">{t("match_none")}</p>
            ) : (
              <form method="post" action={action} data-action="match-line" className="grid gap-3">
                <ChoiceList
                  legend={t("target")}
                  name="target"
                  defaultValue={values.target}
                  errors={errors.target}
                  required
                  choices={fitting.map((payment) => ({
                    value: payment.value,
                    label: <PaymentText payment={payment} />,
                  }))}
                />
                <div>
                  <Button>{t("match")}</Button>
                </div>
              </form>
            )}
          </Section>
          <Section title={t("explain_title")} lead={t("explain_lead")}>
            <form method="post" action={action} data-action="explain-line" className="grid gap-3">
              <Field
                label={t("explanation")}
                name="explanation"
                required
                maxLength={200}
                defaultValue={values.explanation ?? ""}
                lang={ownText(locale, values.explanation ?? "").lang}
                errors={errors.explanation}
              />
              <div>
                <Button variant="secondary">{t("explain")}</Button>
              </div>
            </form>
          </Section>
        </>
      ) : null}
    </>
  );
}

function PaymentText({ payment }: { payment: FittingPayment }) {
  const t = useTranslations("payouts");
  const { day, name, reference, kind } = payment;
  if (kind === "withdrawal") return <>{t("target_withdrawal", { reference })}</>;
  if (kind === "refund") {
    return <>{t.rich("target_refund", { reference: "", own: () => <OwnText written={reference} /> })}</>;
  }
  return (
    <>
      {day} · {name ? <OwnText {...name} /> : t("fund")} · <span className="tnum">{reference}</span>
    </>
  );
}
