import { expect, test } from "vitest";
import { type CategoryContribution, categoryShares } from "~/fund/category-shares";

const TEA = category("tea", 900, 9, 0);
const BOOKS = category("books", 1_200, 3, 0);

test("categories come by what they contributed, most first", () => {
  expect(categoryShares([TEA, BOOKS]).map(({ category, fund_minor }) => [category?.name_zh, fund_minor])).toEqual([
    ["books", 1_200],
    ["tea", 900],
  ]);
});

test("all sensitive categories are one line without a name", () => {
  const shares = categoryShares([TEA, category("health", 700, 4, 1), category("hardship", 400, 3, 1)]);
  expect(shares.map(({ category, fund_minor }) => [category?.name_zh ?? null, fund_minor])).toEqual([
    [null, 1_100],
    ["tea", 900],
  ]);
});

test("fewer than five sensitive contributions have no sum", () => {
  const shares = categoryShares([TEA, category("health", 7_000, 4, 1)]);
  expect(shares).toEqual([
    { category: { name_zh: "tea", name_en: "tea" }, fund_minor: 900 },
    { category: null, fund_minor: null },
  ]);
});

function category(
  id: string,
  fund_minor: number,
  contribution_count: number,
  is_sensitive: 0 | 1,
): CategoryContribution {
  return { id, name_zh: id, name_en: id, is_sensitive, fund_minor, contribution_count };
}
