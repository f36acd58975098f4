import { useTranslations } from "use-intl";
import { ActionBar } from "~/components/action-bar";
import { Button, ButtonLink } from "~/components/button";
import { Field } from "~/components/field";
import { Notice } from "~/components/notice";
import { Section } from "~/components/page";
import type { FormReply } from "../form.server";

interface MoveSlotFormProps {
  offer_id: string;
  /** Null where only the refused form names it. */
  chosen: { id: string; starts_at: string; when: string; booked_count: number; latest: string } | null;
  reply: FormReply | null;
}

/** New day and beginning of one slot, with what moving it does to those who are booked. */
export function MoveSlotForm({ offer_id, chosen, reply }: MoveSlotFormProps) {
  const t = useTranslations("shop_slots");
  const { values = {}, errors = {} } = reply ?? {};
  const path = `/merchant/offers/${offer_id}/slots`;
  const address = chosen ? `${path}?slot=${encodeURIComponent(chosen.id)}` : path;
  const problems = [...(errors[""] ?? []), ...(errors.slot_id ?? []), ...(errors.seen_starts_at ?? [])];
  return (
    <form method="post" action={address} data-action="move-slot" className="mt-6">
      <input type="hidden" name="slot_id" value={chosen?.id ?? values.slot_id ?? ""} />
      <input type="hidden" name="seen_starts_at" value={chosen?.starts_at ?? values.seen_starts_at ?? ""} />
      {problems.length > 0 ? <Notice tone="danger" title={problems.join(" ")} className="mb-6" /> : null}
      <Section title={t("form")}>
        {chosen ? <p>{t("now", { when: chosen.when, count: chosen.booked_count })}</p> : null}
        <div className="mt-4 grid gap-5 sm:grid-cols-2">
          <Field
            type="date"
            label={t("day")}
            name="day"
            required
            defaultValue={values.day}
            errors={errors.day}
            hint={chosen ? t("last", { when: chosen.latest }) : undefined}
          />
          <Field
            type="time"
            label={t("time")}
            name="time"
            required
            defaultValue={values.time}
            errors={errors.time}
            hint={t("time_hint")}
          />
        </div>
        <h3 className="mt-6 font-semibold">{t("rules")}</h3>
        <ul className="mt-2 list-disc pl-6">
          <li>{t("rule_told")}</li>
          <li>{t("rule_refund")}</li>
          <li>{t("rule_paying")}</li>
          <li>{t("rule_seen")}</li>
        </ul>
      </Section>
      <ActionBar>
        <ButtonLink href={path} variant="secondary">
          {t("back")}
        </ButtonLink>
        <Button>{t("save")}</Button>
      </ActionBar>
    </form>
  );
}
