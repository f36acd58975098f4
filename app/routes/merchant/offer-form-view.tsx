import { useTranslations } from "use-intl";
import { ActionBar } from "~/components/action-bar";
import { Button, ButtonLink } from "~/components/button";
import { Field, TextArea } from "~/components/field";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { Section } from "~/components/page";
import { TermList } from "~/components/term-list";
import { type PriceType, TERM_LIMIT_COUNT } from "~/offers/offer";
import type { NewerField } from "./offer-fields.server";

interface OfferFormProps {
  offer_id: string;
  price_type: PriceType;
  values: Readonly<Record<string, string>>;
  errors: Readonly<Record<string, readonly string[]>>;
  /** What somebody else saved meanwhile, where it differs from what is typed. */
  newer: readonly NewerField[] | null;
}

type Part = Pick<OfferFormProps, "values" | "errors">;

/** Text, rules and price of an offer. Kind and price type stay: they are another offer. */
export function OfferForm({ offer_id, price_type, newer, ...part }: OfferFormProps) {
  const t = useTranslations("shop");
  const problem = part.errors[""]?.join(" ") ?? (Object.keys(part.errors).length > 0 ? t("check_fields") : undefined);
  return (
    <form method="post" action={`/merchant/offers/${offer_id}`} data-action="publish-offer" className="mt-9">
      <input type="hidden" name="revision" value={part.values.revision} />
      {problem ? (
        <Notice tone="danger" title={problem} className="mb-6">
          {newer ? <NewerTexts newer={newer} /> : null}
        </Notice>
      ) : null}
      <TextFields {...part} />
      <Section title={t("rules")} lead={t("rules_lead", { count: TERM_LIMIT_COUNT })}>
        <TermRows {...part} />
      </Section>
      <Section title={t("price_section")}>
        {price_type === "free" ? <p>{t("free_note")}</p> : <PriceFields price_type={price_type} {...part} />}
      </Section>
      <ActionBar>
        <ButtonLink href="/merchant/offers" variant="secondary">
          {t("back")}
        </ButtonLink>
        <Button>{t("save")}</Button>
      </ActionBar>
    </form>
  );
}

function NewerTexts({ newer }: { newer: readonly NewerField[] }) {
  const t = useTranslations("shop");
  return (
    <>
      <p>{t("newer_lead")}</p>
      <TermList
        className="mt-2"
        items={newer.map(({ field, text }) => ({
          term: fieldLabel(t, field),
          details: text ? <OwnText written={text} /> : t("blank"),
        }))}
      />
    </>
  );
}

function fieldLabel(t: ReturnType<typeof useTranslations<"shop">>, field: string): string {
  const [, part, number] = /^term_(label|text)_(\d)$/.exec(field) ?? [];
  if (part && number) return t(part === "label" ? "term_label" : "term_text", { number });
  const key = `fields.${field}` as Parameters<typeof t>[0];
  return t.has(key) ? t(key) : field;
}

function TextFields({ values, errors }: Part) {
  const t = useTranslations("shop");
  const props = (name: string) => ({ name, defaultValue: values[name], errors: errors[name] });
  return (
    <Section title={t("texts")}>
      <div className="grid gap-5">
        <Field
          label={t("fields.title_zh")}
          lang="zh-CN"
          hint={t("title_hint")}
          required
          maxLength={30}
          {...props("title_zh")}
        />
        <Field label={t("fields.title_en")} lang="en" required maxLength={80} {...props("title_en")} />
        <Field
          label={t("fields.summary_zh")}
          lang="zh-CN"
          hint={t("summary_hint")}
          required
          maxLength={80}
          {...props("summary_zh")}
        />
        <Field label={t("fields.summary_en")} lang="en" maxLength={200} {...props("summary_en")} />
        <TextArea
          label={t("fields.description_zh")}
          lang="zh-CN"
          required
          maxLength={2000}
          rows={6}
          {...props("description_zh")}
        />
      </div>
    </Section>
  );
}

/** Six rows, always on the page: empty ones are left out when saving. */
function TermRows({ values, errors }: Part) {
  const t = useTranslations("shop");
  const numbers = Array.from({ length: TERM_LIMIT_COUNT }, (_, index) => index + 1);
  const props = (name: string) => ({ name, defaultValue: values[name], errors: errors[name] });
  return (
    <div className="grid gap-4">
      {numbers.map((number) => (
        <div key={number} className="grid grid-cols-[7rem_1fr] gap-x-3 sm:grid-cols-[9rem_1fr]">
          <Field label={t("term_label", { number })} lang="zh-CN" maxLength={12} {...props(`term_label_${number}`)} />
          <Field label={t("term_text", { number })} lang="zh-CN" maxLength={200} {...props(`term_text_${number}`)} />
        </div>
      ))}
    </div>
  );
}

function PriceFields({ price_type, values, errors }: Part & { price_type: Exclude<PriceType, "free"> }) {
  const t = useTranslations("shop");
  const props = (name: string) => ({ name, defaultValue: values[name], errors: errors[name] });
  return (
    <>
      <div className="grid gap-5 sm:grid-cols-2">
        <Field
          label={t(`list_prices.${price_type}`)}
          unit={t("yuan")}
          inputMode="decimal"
          autoComplete="off"
          required
          controlClassName="tnum"
          {...props("list_price")}
        />
        <Field
          label={t(`prices.${price_type}`)}
          unit={t("yuan")}
          inputMode="decimal"
          autoComplete="off"
          required
          controlClassName="tnum"
          {...props("price")}
        />
      </div>
      <p className="mt-3 text-sm text-ink-3">{t("price_note")}</p>
    </>
  );
}
