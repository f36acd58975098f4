import { useTranslations } from "use-intl";
import type { RefundReason, RefundState } from "#db/schema/bookings";
import { Notice } from "~/components/notice";
import { Section } from "~/components/page";
import { type Step, StepLine } from "~/components/step-line";
import { formatMoney } from "~/kernel/money";

export interface ShownRefund {
  id: string;
  reason: RefundReason;
  state: RefundState;
  amount_minor: number;
  /** When it was asked for and when it ended, in words. */
  asked: string;
  finished: string | null;
  /** The day by which it should be on a card. */
  card_by: string;
  is_paid_otherwise: boolean;
  /** The desk says that the bank paid it; its statement does not show it yet. */
  is_payment_waiting: boolean;
}

const STATIONS = ["requested", "submitted", "succeeded"] as const;

/** How far each refund is on its way back: how much, to where, until when. */
export function RefundTimeline({ refunds }: { refunds: readonly ShownRefund[] }) {
  const t = useTranslations("voucher");
  const reason_name = useTranslations("after_use.reasons");
  return (
    <Section title={t("refund")}>
      <div className="grid gap-7">
        {refunds.map((refund) => (
          <div key={refund.id} data-refund-state={refund.state}>
            <p className="font-semibold">
              {t("refund_amount", { amount: formatMoney(refund.amount_minor) })} · {reason_name(refund.reason)}
            </p>
            <RefundProgress refund={refund} />
          </div>
        ))}
      </div>
    </Section>
  );
}

function RefundProgress({ refund }: { refund: ShownRefund }) {
  const t = useTranslations("voucher");
  if (refund.is_paid_otherwise) {
    return (
      <Notice tone="success" className="mt-2">
        {t("refund_otherwise")}
      </Notice>
    );
  }
  if (refund.is_payment_waiting) {
    return (
      <Notice tone="warning" className="mt-2">
        {t("refund_otherwise_waits")}
      </Notice>
    );
  }
  if (refund.state === "failed" || refund.state === "canceled") {
    return (
      <Notice tone="danger" className="mt-2">
        {t("refund_failed")}
      </Notice>
    );
  }
  return (
    <>
      <p className="mb-3 text-sm text-ink-2">{t("refund_way")}</p>
      <RefundSteps refund={refund} state={refund.state} />
    </>
  );
}

function RefundSteps({ refund, state }: { refund: ShownRefund; state: (typeof STATIONS)[number] }) {
  const t = useTranslations("voucher");
  const step_name = useTranslations("voucher.refund_steps");
  const reached = STATIONS.indexOf(state);
  const arrival = t("refund_arrival", { day: refund.card_by });
  const notes = {
    requested: refund.asked,
    submitted: state === "succeeded" ? undefined : arrival,
    succeeded: state === "succeeded" ? [refund.finished, arrival].filter(Boolean).join(" · ") : undefined,
  };
  const steps = STATIONS.map((station, index): Step => {
    const is_done = index < reached || state === "succeeded";
    const step_state = is_done ? "done" : index === reached ? "current" : "coming";
    return { label: step_name(station), note: notes[station], state: step_state };
  });
  return <StepLine label={t("refund")} steps={steps} />;
}
