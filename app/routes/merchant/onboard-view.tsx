import { useTranslations } from "use-intl";
import { Button } from "~/components/button";
import { Field, Select } from "~/components/field";
import { Notice } from "~/components/notice";
import { Section } from "~/components/page";
import { TRANSFER_COUNTRIES } from "~/payouts/transfer-countries";

interface OnboardProps {
  /** How far the processor's check is; null where the shop is paid by the bank. */
  check: { is_ready: boolean; missing: readonly string[]; refusal: string | null } | null;
  is_unavailable: boolean;
}

/** Being paid by the processor instead of the bank: what it takes, and what is missing. */
export function Onboard({ check, is_unavailable }: OnboardProps) {
  const t = useTranslations("payouts");
  return (
    <Section title={t("onboard_title")} lead={t("onboard_lead")} className="mt-9">
      {is_unavailable ? (
        <Notice tone="warning" className="mb-4">
          {t("onboard_unavailable")}
        </Notice>
      ) : null}
      {check ? <CheckState {...check} /> : null}
      <form method="post" action="/merchant/payout-account/onboard" data-action="onboard" className="grid gap-3">
        <Select
          label={t("country")}
          name="country"
          options={TRANSFER_COUNTRIES.map((country) => ({ value: country, label: country.toUpperCase() }))}
        />
        <Field label={t("contact_email")} name="contact_email" type="email" required />
        <div>
          <Button variant="secondary">{t("onboard")}</Button>
        </div>
      </form>
      {check ? <p className="mt-3 text-sm text-ink-3">{t("use_bank")}</p> : null}
    </Section>
  );
}

function CheckState({ is_ready, missing, refusal }: NonNullable<OnboardProps["check"]>) {
  const t = useTranslations("payouts");
  if (is_ready) {
    return (
      <Notice tone="success" className="mb-4">
        {t("onboard_ready")}
      </Notice>
    );
  }
  if (refusal !== null) {
    return (
      <Notice tone="danger" title={t("onboard_refused")} className="mb-4">
        <span lang="en">{refusal}</span>
      </Notice>
    );
  }
  return (
    <Notice tone="warning" title={missing.length > 0 ? t("onboard_missing") : t("onboard_checking")} className="mb-4">
      {missing.length > 0 ? (
        <ul className="list-disc pl-5">
          {missing.map((each) => (
            <li key={each} lang="en">
              {each}
            </li>
          ))}
        </ul>
      ) : null}
    </Notice>
  );
}
