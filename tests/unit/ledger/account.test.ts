import { expect, test } from "vitest";
import { accountName, accountWithoutSubject } from "~/ledger/account";

test.each([
  ["assets:stripe", "stripe", null, "assets:stripe"],
  ["liabilities:fund:earned", "fund_earned", null, "liabilities:fund:earned"],
  ["liabilities:held:4f2a", "held", "4f2a", "liabilities:held"],
  ["liabilities:surplus:4f2a", "surplus", "4f2a", "liabilities:surplus"],
  ["liabilities:merchant:teahouse", "merchant", "teahouse", "liabilities:merchant"],
  ["assets:receivable:merchant:teahouse", "receivable", "teahouse", "assets:receivable:merchant"],
  ["assets:disputed:dp_1", "disputed", "dp_1", "assets:disputed"],
  ["assets:somewhere:new:m1", "other", null, "assets:somewhere"],
])("%s is %s of %s, and %4$s without whom it is kept for", (account, key, subject, without) => {
  expect(accountName(account)).toEqual({ key, subject });
  expect(accountWithoutSubject(account)).toBe(without);
});
