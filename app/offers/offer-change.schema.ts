import * as z from "zod";
import { TERM_LIMIT_COUNT, type Term } from "./offer";
import { yuan } from "./yuan.schema";

const line = (limit: number) =>
  z.string({ error: "required" }).trim().min(1, "required").max(limit, "shop_text_too_long");
const blankable = (limit: number) => z.string().trim().max(limit, "shop_text_too_long").optional();

const TERM_NUMBERS = Array.from({ length: TERM_LIMIT_COUNT }, (_, index) => index + 1);
type TermField = `term_label_${number}` | `term_text_${number}`;

/** Rows of two flat fields each, so that six empty ones can be on the page and the form works without JavaScript. */
const termFields = Object.fromEntries(
  TERM_NUMBERS.flatMap((number) => [
    [`term_label_${number}`, blankable(12)],
    [`term_text_${number}`, blankable(200)],
  ]),
) as Record<TermField, ReturnType<typeof blankable>>;

const textFields = {
  revision: z.number({ error: "required" }).int("invalid").min(1, "invalid"),
  title_zh: line(30),
  title_en: line(80),
  summary_zh: line(80),
  summary_en: blankable(200).default(""),
  description_zh: line(2_000),
};

const termsForm = z.object(termFields);

/** What an owner may change on a free offer: everything but a price. */
export const freeOfferChangeSchema = z
  .object({ ...textFields, ...termFields })
  .superRefine(refineTerms)
  .transform((form) => ({ ...textsOf(form), terms: termsOf(form), list_price_minor: 0, price_minor: 0 }));

/** What an owner may change on an offer that costs something. Source of the price rules: domain.md, price type. */
export const pricedOfferChangeSchema = z
  .object({ ...textFields, ...termFields, list_price: yuan, price: yuan })
  .superRefine(refineTerms)
  .superRefine(({ list_price, price }, context) => {
    if (price === 0) context.addIssue({ code: "custom", path: ["price"], message: "shop_price_zero" });
    if (price > list_price) context.addIssue({ code: "custom", path: ["price"], message: "shop_price_above_list" });
  })
  .transform((form) => ({
    ...textsOf(form),
    terms: termsOf(form),
    list_price_minor: form.list_price,
    price_minor: form.price,
  }));

function textsOf(form: { [Name in keyof typeof textFields]: z.output<(typeof textFields)[Name]> }) {
  const { revision, title_zh, title_en, summary_zh, summary_en, description_zh } = form;
  return { revision, title_zh, title_en, summary_zh, summary_en, description_zh };
}

/** A row is empty or whole: a label without its text says nothing to a resident. */
function refineTerms(form: z.output<typeof termsForm>, context: z.RefinementCtx): void {
  for (const number of TERM_NUMBERS) {
    const [label, text] = [form[`term_label_${number}`], form[`term_text_${number}`]];
    if (label && !text) context.addIssue({ code: "custom", path: [`term_text_${number}`], message: "shop_term_text" });
    if (text && !label)
      context.addIssue({ code: "custom", path: [`term_label_${number}`], message: "shop_term_label" });
  }
}

function termsOf(form: z.output<typeof termsForm>): Term[] {
  return TERM_NUMBERS.flatMap((number) => {
    const [label, text] = [form[`term_label_${number}`], form[`term_text_${number}`]];
    return label && text ? [{ label, text }] : [];
  });
}
