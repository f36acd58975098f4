import { expect, test } from "vitest";
import { ownNames, ownText } from "~/messages/own-text";

test.each([
  ["zh-CN", "双人盖碗茶", "Tea for two", { text: "双人盖碗茶" }],
  ["en", "双人盖碗茶", "Tea for two", { text: "Tea for two" }],
  ["en", "双人盖碗茶", "", { text: "双人盖碗茶", lang: "zh-CN" }],
  ["en", "双人盖碗茶", "  ", { text: "双人盖碗茶", lang: "zh-CN" }],
  ["en", "双人盖碗茶", undefined, { text: "双人盖碗茶", lang: "zh-CN" }],
  ["en", "双人盖碗茶", "双人茶", { text: "双人茶", lang: "zh-CN" }],
  ["zh-CN", "Window seat, please", undefined, { text: "Window seat, please", lang: "en" }],
  ["zh-CN", "K3G2 D964", undefined, { text: "K3G2 D964" }],
  ["en", "林**", undefined, { text: "林**", lang: "zh-CN" }],
  ["en", "028-5550-1234", undefined, { text: "028-5550-1234" }],
  ["zh-CN", "", undefined, { text: "" }],
] as const)("for a reader of %s, %j with %j is %j", (locale, written, english, own) => {
  expect(ownText(locale, written, english)).toEqual(own);
});

test("names by id are in the reader's language where there is one", () => {
  const rows = [
    { id: "tea", name_zh: "茶馆", name_en: "Tea house" },
    { id: "inn", name_zh: "客栈", name_en: "" },
  ];
  expect([...ownNames("en", rows)]).toEqual([
    ["tea", "Tea house"],
    ["inn", "客栈"],
  ]);
  expect(ownNames("zh-CN", rows).get("tea")).toBe("茶馆");
});
