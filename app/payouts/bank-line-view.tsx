import { useLocale, useTranslations } from "use-intl";
import { Button } from "~/components/button";
import { ChoiceList } from "~/components/choice";
import { Field } from "~/components/field";
import { MoneyText } from "~/components/money-text";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { Breadcrumb, Page, PageTitle, Section } from "~/components/page";
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
  kind: "payout" | "withdrawal" | "refund" | "refund-returned";
  is_cancelled: boolean;
}

/** What was said before of a line that has nothing to do with payouts, newest first. */
interface Explanation {
  ordinal: number;
  explanation: string;
  decided_by: string;
  when: string;
}

interface BankLineFormsProps {
  action: string;
  line: BankLineRow;
  is_open: boolean;
  fitting: readonly FittingPayment[];
  explanations: readonly Explanation[];
  errors: Readonly<Record<string, string[]>>;
  values: Readonly<Record<string, string>>;
}

/** The page of one line, the operator's or the fund's; `list` is where it came from. */
export function BankLinePage({
  list,
  title,
  ...forms
}: Omit<BankLineFormsProps, "action"> & { list: string; title: string }) {
  const t = useTranslations("payouts");
  return (
    <Page width="reading">
      <Breadcrumb label={title} items={[{ label: title, href: list }, { label: t("line_title") }]} />
      <PageTitle>{t("line_title")}</PageTitle>
      <BankLineForms action={`${list}/${forms.line.id}`} {...forms} />
    </Page>
  );
}

/** One line of a statement, and the two things it can be: a payment of ours, or something else. */
function BankLineForms({ action, line, is_open, fitting, explanations, errors, values }: BankLineFormsProps) {
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
      <Explanations explanations={explanations} />
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
                <Button variant="secondary">{t(explanations.length > 0 ? "explain_again" : "explain")}</Button>
              </div>
            </form>
          </Section>
        </>
      ) : null}
    </>
  );
}

function Explanations({ explanations }: Pick<BankLineFormsProps, "explanations">) {
  const t = useTranslations("payouts");
  const [now, ...earlier] = explanations;
  if (!now) return null;
  const line = ({ ordinal, explanation, decided_by, when }: Explanation) => (
    <li key={ordinal}>
      <OwnText written={explanation} />
      <span className="block text-sm text-ink-3">
        <OwnText written={decided_by} /> · {when}
      </span>
    </li>
  );
  return (
    <>
      <Section title={t("explanation")}>
        <ul>{line(now)}</ul>
      </Section>
      {earlier.length > 0 ? (
        <Section title={t("explanations")}>
          <ul className="grid gap-2">{earlier.map(line)}</ul>
        </Section>
      ) : null}
    </>
  );
}

function PaymentText({ payment }: { payment: FittingPayment }) {
  const t = useTranslations("payouts");
  const { day, name, reference, kind, is_cancelled } = payment;
  if (kind === "withdrawal") return <>{t("target_withdrawal", { reference })}</>;
  if (kind === "refund" || kind === "refund-returned") {
    const words = kind === "refund" ? "target_refund" : "target_refund_returned";
    return <>{t.rich(words, { reference: "", own: () => <OwnText written={reference} /> })}</>;
  }
  return (
    <>
      {day} · {name ? <OwnText {...name} /> : t("fund")} · <span className="tnum">{reference}</span>
      {is_cancelled ? ` · ${t("cancelled_target")}` : null}
    </>
  );
}
