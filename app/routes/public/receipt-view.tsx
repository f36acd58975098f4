import { useTranslations } from "use-intl";
import { MoneyText } from "~/components/money-text";
import { Section } from "~/components/page";
import { type Step, StepLine } from "~/components/step-line";
import { TermList } from "~/components/term-list";
import { TextLink } from "~/components/text-link";
import { Seal } from "~/components/ticket";
import { SumLine, TotalLine } from "~/components/total-line";
import type { Split } from "~/fund/contribution";
import type { PolicyText } from "~/fund/policy-text.server";
import type { Minor } from "~/kernel/money";

export type ReceiptPage = Split & {
  code: string;
  address: string;
  state: "promised" | "entered" | "refunded";
  paid_minor: Minor;
  policy: PolicyText;
  category: string;
  voucher_id: string;
  promised_at: string;
  entered_at: string | null;
  /** The day by which the promise is kept or the money back. */
  enter_by: string;
  entry_seq: number | null;
};

export function ReceiptSplit({ receipt }: { receipt: ReceiptPage }) {
  const t = useTranslations("receipt");
  const fund = useTranslations("fund");
  if (receipt.state === "refunded") return null;
  return (
    <section aria-label={t("split")} className="border-t-2 border-ink pt-2" data-keep>
      <SumLine label={fund("to_merchant")} amount={<MoneyText amount_minor={receipt.merchant_minor} size="sm" />} />
      <SumLine label={fund("to_operator")} amount={<MoneyText amount_minor={receipt.commission_minor} size="sm" />} />
      <SumLine
        label={<strong className="font-semibold text-qing-700">{fund("to_fund")}</strong>}
        amount={<MoneyText amount_minor={receipt.fund_minor} className="text-qing-700" />}
      />
      <TotalLine label={t("paid")} amount={<MoneyText amount_minor={receipt.paid_minor} />} />
    </section>
  );
}

export function ReceiptState({ receipt }: { receipt: ReceiptPage }) {
  const t = useTranslations("receipt");
  if (receipt.state === "refunded") {
    return (
      <section className="flex flex-wrap items-center gap-6 border-y border-line py-5" data-keep>
        <Seal>{t("refunded_seal")}</Seal>
        <div className="min-w-0 flex-1 basis-60">
          <h2 className="text-xl">{t("refunded_title")}</h2>
          <p>{t("refunded_text")}</p>
          <p>
            {t("paid")} <MoneyText amount_minor={receipt.paid_minor} size="sm" />
          </p>
        </div>
      </section>
    );
  }
  const is_entered = receipt.state === "entered";
  const steps: Step[] = [
    { label: t("step_paid"), note: receipt.promised_at, state: "done" },
    is_entered
      ? { label: t("step_entered"), note: receipt.entered_at, state: "done" }
      : {
          label: t("step_entered_waiting"),
          note: t("step_entered_waiting_note", { when: receipt.enter_by }),
          state: "current",
        },
    { label: t("step_banked"), note: t("step_banked_note"), state: "coming" },
  ];
  return (
    <Section title={t("state")} isFormal>
      <StepLine label={t("state")} steps={steps} />
    </Section>
  );
}

export function ReceiptFacts({ receipt }: { receipt: ReceiptPage }) {
  const t = useTranslations("receipt");
  const { policy } = receipt;
  return (
    <Section title={t("policy")} isFormal lead={t("policy_note")}>
      <TermList
        items={[
          { term: t("policy_scope"), details: policy.scope },
          {
            term: t("policy_rates"),
            details: (
              <>
                {policy.rates}
                <span className="block text-sm text-ink-2">{policy.period}</span>
              </>
            ),
          },
          { term: t("category"), details: receipt.category },
          { term: t("voucher"), details: <code className="break-all text-sm">{receipt.voucher_id}</code> },
          { term: t("address"), details: <span className="break-all text-sm">{receipt.address}</span> },
        ]}
      />
    </Section>
  );
}

export function ReceiptLinks({ receipt }: { receipt: ReceiptPage }) {
  const t = useTranslations("receipt");
  return (
    <section className="mt-6" data-noprint>
      <p className="flex flex-wrap gap-x-6">
        {receipt.entry_seq === null ? null : (
          <TextLink href={`/fund/journal?entry=${receipt.entry_seq}`}>{t("entry")}</TextLink>
        )}
        <TextLink href={`/receipts/${receipt.code}/proof.json`}>{t("proof")}</TextLink>
        <TextLink href="/fund#check">{t("how")}</TextLink>
      </p>
      <p className="mt-1! text-sm text-ink-2">
        {receipt.state === "entered" ? t("proof_entered") : receipt.state === "promised" ? t("proof_promise") : null}
      </p>
      <p className="text-sm text-ink-3">{t("print_hint")}</p>
    </section>
  );
}
