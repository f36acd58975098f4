import { parseWithZod } from "@conform-to/zod/v4";
import { expect, test } from "vitest";
import { freeOfferChangeSchema, pricedOfferChangeSchema } from "~/offers/offer-change.schema";

const FIELDS = {
  revision: "3",
  title_zh: "双人盖碗茶",
  title_en: "Tea for two",
  summary_zh: "两碗茶配一碟盐花生",
  summary_en: "",
  description_zh: "碧潭飘雪、素毛峰、茉莉花茶任选两碗。",
  list_price: "58",
  price: "38.50",
  term_label_1: "适用人数",
  term_text_1: "2人",
  term_label_2: "",
  term_text_2: "",
  term_label_3: " 预约 ",
  term_text_3: "不用约",
};

function read(fields: Record<string, string>, schema = pricedOfferChangeSchema as typeof freeOfferChangeSchema) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return parseWithZod(form, { schema });
}

function errorsOf(fields: Record<string, string>): Record<string, string[] | null> {
  const read_form = read({ ...FIELDS, ...fields });
  return read_form.status === "success" ? {} : (read_form.error ?? {});
}

test("a form becomes fen, a number and the rows that hold something", () => {
  const read_form = read(FIELDS);
  expect(read_form.status === "success" && read_form.value).toEqual({
    revision: 3,
    title_zh: "双人盖碗茶",
    title_en: "Tea for two",
    summary_zh: "两碗茶配一碟盐花生",
    summary_en: "",
    description_zh: "碧潭飘雪、素毛峰、茉莉花茶任选两碗。",
    terms: [
      { label: "适用人数", text: "2人" },
      { label: "预约", text: "不用约" },
    ],
    list_price_minor: 5_800,
    price_minor: 3_850,
  });
});

test("a free offer has no price to change, and one that is sent along counts for nothing", () => {
  const read_form = read(FIELDS, freeOfferChangeSchema);
  expect(read_form.status === "success" && read_form.value).toMatchObject({ list_price_minor: 0, price_minor: 0 });
});

test("full-width digits are digits", () => {
  expect(errorsOf({ price: "３８．５" })).toEqual({});
});

test.each([
  ["a price in words", { price: "三十" }, { price: ["shop_price_malformed"] }],
  ["three decimals", { price: "38.505" }, { price: ["shop_price_malformed"] }],
  ["a negative price", { price: "-1" }, { price: ["shop_price_malformed"] }],
  ["an exponent", { price: "1e3" }, { price: ["shop_price_malformed"] }],
  ["no price", { price: "" }, { price: ["required"] }],
  ["nothing to pay", { price: "0" }, { price: ["shop_price_zero"] }],
  ["more than the list price", { price: "58.01" }, { price: ["shop_price_above_list"] }],
  ["no title", { title_zh: "   " }, { title_zh: ["required"] }],
  ["a title of 31 characters", { title_zh: "茶".repeat(31) }, { title_zh: ["shop_text_too_long"] }],
  ["a rule without its text", { term_text_1: "" }, { term_text_1: ["shop_term_text"] }],
  ["a rule without its label", { term_label_3: " " }, { term_label_3: ["shop_term_label"] }],
])("%s is refused at its field", (_what, fields, errors) => {
  expect(errorsOf(fields)).toEqual(errors);
});

test("a seventh row is not read", () => {
  const read_form = read({ ...FIELDS, term_label_7: "第七", term_text_7: "行" });
  expect(read_form.status === "success" && read_form.value.terms).toHaveLength(2);
});
