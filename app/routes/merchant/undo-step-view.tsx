import { useTranslations } from "use-intl";
import { ActionBar } from "~/components/action-bar";
import { Button, ButtonLink } from "~/components/button";
import { EmptyState } from "~/components/empty-state";
import { Field } from "~/components/field";
import { Notice } from "~/components/notice";
import { PageTitle } from "~/components/page";
import { RedemptionLines } from "./redemption-lines-view";
import type { UndoStep } from "./undo-step.server";

interface UndoRedemptionProps {
  step: UndoStep;
  title: string;
  reply: { errors: Record<string, string[]>; values: Record<string, string> } | undefined;
}

/** Taking a redemption back, one decision at a time. */
export function UndoRedemption({ step, title, reply }: UndoRedemptionProps) {
  const t = useTranslations("undo");
  const problem = reply?.errors[""] ?? reply?.errors.voucher_id ?? reply?.errors.ordinal;
  return (
    <div data-undo-step={step.step}>
      <PageTitle lead={step.step === "choose" ? t("lead") : undefined}>{title}</PageTitle>
      {problem ? (
        <Notice tone="danger" className="mb-6">
          {problem.join(" ")}
        </Notice>
      ) : null}
      {step.step === "choose" ? <Choose step={step} /> : <One step={step} reply={reply} />}
    </div>
  );
}

function BackToCounter() {
  const t = useTranslations("undo");
  return (
    <ButtonLink href="/merchant/redeem" variant="secondary">
      {t("back")}
    </ButtonLink>
  );
}

function Choose({ step }: { step: Extract<UndoStep, { step: "choose" }> }) {
  const t = useTranslations("undo");
  if (step.lines.length > 0) return <RedemptionLines lines={step.lines} label={t("title")} />;
  return (
    <EmptyState title={t("none")} action={<BackToCounter />}>
      {t("none_why")}
    </EmptyState>
  );
}

function One({ step, reply }: { step: Exclude<UndoStep, { step: "choose" }>; reply: UndoRedemptionProps["reply"] }) {
  const t = useTranslations("undo");
  return (
    <>
      {step.step === "undone" ? (
        <Notice tone="success" title={t("done")} className="mb-6">
          {t("done_text", { time: step.at })}
        </Notice>
      ) : null}
      {step.step === "over" ? (
        <Notice tone="warning" title={t("over")} className="mb-6">
          {t("over_text", { time: step.at })}
        </Notice>
      ) : null}
      <RedemptionLines lines={[step.line]} label={t("title")} hasDays />
      {step.step === "reason" ? (
        <ReasonForm step={step} reply={reply} />
      ) : (
        <p className="mt-6">
          <BackToCounter />
        </p>
      )}
    </>
  );
}

function ReasonForm({
  step: { which, until },
  reply,
}: {
  step: Extract<UndoStep, { step: "reason" }>;
  reply: UndoRedemptionProps["reply"];
}) {
  const t = useTranslations("undo");
  return (
    <form method="post" action="/merchant/undo" data-action="undo" className="mt-6 grid gap-5">
      <input type="hidden" name="voucher_id" value={which.voucher_id} />
      <input type="hidden" name="ordinal" value={which.ordinal} />
      <p>{t("what_happens", { time: until })}</p>
      <Field
        label={t("reason")}
        hint={t("reason_hint")}
        name="reason"
        required
        maxLength={200}
        autoComplete="off"
        defaultValue={reply?.values.reason}
        errors={reply?.errors.reason}
      />
      <ActionBar>
        <BackToCounter />
        <Button variant="danger">{t("confirm")}</Button>
      </ActionBar>
    </form>
  );
}
