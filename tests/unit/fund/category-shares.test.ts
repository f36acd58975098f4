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

test("fewer than five sensitive contributions stand together with the smallest other category", () => {
  const shares = categoryShares([TEA, BOOKS, category("health", 7_000, 4, 1)]);
  expect(shares).toEqual([
    { kind: "others", category: null, fund_minor: 7_900 },
    { kind: "category", category: { name_zh: "books", name_en: "books" }, fund_minor: 1_200 },
  ]);
});

test("they stand together with as many others as it takes, and have no sum where there is nobody else", () => {
  const health = category("health", 70, 1, 1);
  expect(categoryShares([TEA, BOOKS, category("music", 100, 1, 0), health])).toMatchObject([
    { kind: "category", fund_minor: 1_200 },
    { kind: "others", fund_minor: 1_070 },
  ]);
  expect(categoryShares([health])).toEqual([{ kind: "sensitive", category: null, fund_minor: null }]);
  expect(categoryShares([TEA])).toHaveLength(1);
});

function category(
  id: string,
  fund_minor: number,
  contribution_count: number,
  is_sensitive: 0 | 1,
): CategoryContribution {
  return { id, name_zh: id, name_en: id, is_sensitive, fund_minor, contribution_count };
}
