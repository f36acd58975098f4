import { useTranslations } from "use-intl";
import type { RefundReason, RefundTable } from "#db/schema/bookings";
import { WORDS_LIMIT_COUNT } from "~/bookings/own-words";
import { Button } from "~/components/button";
import { ChoiceList } from "~/components/choice";
import { Field, TextArea } from "~/components/field";
import { RowList } from "~/components/list-row";
import { MoneyText } from "~/components/money-text";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { Tag } from "~/components/tag";
import { TermList } from "~/components/term-list";
import type { Bilingual } from "~/messages/own-text";

export interface ShownFailedRefund {
  id: string;
  title: Bilingual;
  booking_id: string;
  holder: string;
  amount_minor: number;
  reason: RefundReason;
  /** The processor's word for why it failed. */
  failure: string;
  since: string;
  resolution: RefundTable["resolution"];
  resolved: string | null;
  decider: string;
  note: string;
}

interface FailedRefundProps {
  refund: ShownFailedRefund & {
    phone: string;
    /** Said to be paid from the bank, and not on its statement yet. */
    payment: { bank_reference: string; note: string; decider_name: string } | null;
  };
  reply: { errors: Record<string, string[]>; values: Record<string, string> } | undefined;
}

/** One task: whose money, how much, why it failed, and what becomes of it. */
export function FailedRefund({ refund, reply }: FailedRefundProps) {
  const t = useTranslations("failed_refunds");
  const reasons = useTranslations("after_use.reasons");
  const items = [
    { term: t("amount"), details: <MoneyText amount_minor={refund.amount_minor} /> },
    { term: t("failure"), details: <FailureWords failure={refund.failure} /> },
    { term: t("since"), details: refund.since },
    { term: t("why_refunded"), details: reasons(refund.reason) },
    {
      term: t("resident"),
      details: (
        <>
          <OwnText written={refund.holder} /> ·{" "}
          <a href={`tel:${refund.phone}`} className="link tnum inline-flex min-h-touch items-center">
            {refund.phone}
          </a>
        </>
      ),
    },
    { term: t("booking"), details: <span className="tnum break-all text-sm">{refund.booking_id}</span> },
  ];
  return (
    <article data-failed-refund={refund.id}>
      <h3 className="mb-2 text-lg font-semibold">
        <OwnText {...refund.title} />
      </h3>
      <TermList items={items} />
      {refund.payment ? <WaitingPayment payment={refund.payment} /> : null}
      <ResolutionForm refund={refund} reply={reply} />
    </article>
  );
}

function WaitingPayment({ payment }: { payment: NonNullable<FailedRefundProps["refund"]["payment"]> }) {
  const t = useTranslations("failed_refunds");
  const { decider_name, bank_reference, note } = payment;
  return (
    <Notice tone="warning" title={t("payment_waits")} className="mt-3">
      <p>
        {t.rich("payment_said", {
          decider: "",
          reference: "",
          own: () => <OwnText written={decider_name} />,
          ref: () => <OwnText written={bank_reference} />,
        })}
      </p>
      <p className="break-words">
        <OwnText written={note} />
      </p>
    </Notice>
  );
}

/** Source of the words: https://docs.stripe.com/api/refunds/object, failure_reason. */
function FailureWords({ failure }: { failure: string }) {
  const t = useTranslations("failed_refunds.failures");
  const key = failure as Parameters<typeof t>[0];
  return t.has(key) ? t(key) : t("unknown");
}

function ResolutionForm({ refund, reply }: FailedRefundProps) {
  const t = useTranslations("failed_refunds");
  const { errors = {}, values = {} } = reply ?? {};
  return (
    <details open={reply !== undefined} className="mt-3">
      <summary className="link inline-flex min-h-touch cursor-pointer items-center font-semibold">
        {t("decide")}
      </summary>
      <form method="post" action="/operator/refunds" data-action="resolve-refund" className="mt-2 grid gap-5">
        <input type="hidden" name="refund_id" value={refund.id} />
        <ChoiceList
          legend={t("decision")}
          name="resolution"
          required
          defaultValue={values.resolution}
          errors={errors.resolution}
          choices={
            refund.payment
              ? [{ value: "not-paid", label: t("not_paid"), note: t("not_paid_note") }]
              : [
                  { value: "asked-again", label: t("asked-again"), note: t("asked_again_note") },
                  { value: "paid-otherwise", label: t("paid-otherwise"), note: t("paid_otherwise_note") },
                ]
          }
        />
        {refund.payment ? null : (
          <Field
            label={t("bank_reference")}
            hint={t("bank_reference_hint")}
            name="bank_reference"
            maxLength={64}
            defaultValue={values.bank_reference ?? ""}
            errors={errors.bank_reference}
          />
        )}
        <TextArea
          label={t("note")}
          hint={t("note_hint")}
          name="note"
          rows={3}
          required
          maxLength={WORDS_LIMIT_COUNT}
          defaultValue={values.note}
          errors={errors.note}
        />
        <div>
          <Button>{t("send")}</Button>
        </div>
      </form>
    </details>
  );
}

/** What was decided, by whom, and why. */
export function DoneRefunds({ refunds }: { refunds: readonly ShownFailedRefund[] }) {
  const t = useTranslations("failed_refunds");
  return (
    <RowList label={t("done")}>
      {refunds.map((refund) => (
        <li key={refund.id} data-resolution={refund.resolution} className="py-3">
          <p className="flex flex-wrap items-center gap-x-3">
            <span className="font-semibold">
              <OwnText {...refund.title} />
            </span>
            <Tag tone="good">{t(refund.resolution ?? "disputed")}</Tag>
            <span className="ml-auto">
              <MoneyText amount_minor={refund.amount_minor} size="sm" />
            </span>
          </p>
          <p className="text-sm text-ink-3">
            <OwnText written={refund.holder} /> · {refund.resolved} ·{" "}
            {t.rich("decider", { decider: refund.decider, own: () => <OwnText written={refund.decider} /> })}
          </p>
          <p className="mt-1 text-sm break-words">
            <OwnText written={refund.note} />
          </p>
        </li>
      ))}
    </RowList>
  );
}
