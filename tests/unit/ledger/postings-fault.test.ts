import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { credit, debit, type Posting, postingsFault } from "~/ledger/journal-entry";

const STRIPE: Posting = { account: "assets:stripe", amount_minor: 6_800, currency: "cny" };
const HELD: Posting = { account: "liabilities:held:4f2a", amount_minor: -6_800, currency: "cny" };

describe("postings that may become an entry", () => {
  test("two sides of one amount balance", () => {
    expect(postingsFault([STRIPE, HELD])).toBeUndefined();
  });

  test("any number of lines that sum to zero in every currency balance", () => {
    const lines = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(lines, lines, (yuan, euros) => {
        expect(postingsFault([...balanced(yuan, "cny"), ...balanced(euros, "eur")])).toBeUndefined();
      }),
    );
  });

  test("zero gives no line at all", () => {
    expect(debit("assets:stripe", 0, "cny")).toEqual([]);
    expect(credit("assets:stripe", 0, "cny")).toEqual([]);
  });

  test("a debit goes in, a credit goes out, and neither is negative", () => {
    expect(debit("assets:stripe", 6_800, "cny")).toEqual([STRIPE]);
    expect(credit("liabilities:held:4f2a", 6_800, "cny")).toEqual([HELD]);
    expect(() => debit("assets:stripe", -1, "cny")).toThrow("a debit is not negative");
    expect(() => credit("assets:stripe", -1, "cny")).toThrow("a credit is not negative");
  });
});

describe("postings that may not", () => {
  test.each<[string, Posting[]]>([
    ["fewer than two postings", []],
    ["fewer than two postings", [STRIPE]],
    ["postings differ by 1 cny", [STRIPE, { ...HELD, amount_minor: -6_799 }]],
    ["amount 0", [STRIPE, HELD, { ...STRIPE, amount_minor: 0 }]],
    ["amount 0.5", [STRIPE, HELD, { ...STRIPE, amount_minor: 0.5 }]],
    ["account cash", [STRIPE, { ...HELD, account: "cash" }]],
    ["account liabilities:held:a b", [STRIPE, { ...HELD, account: "liabilities:held:a b" }]],
    ["account ", [STRIPE, { ...HELD, account: "" }]],
    ["amount NaN", [STRIPE, { ...HELD, amount_minor: Number.NaN }]],
    ["currency CNY", [STRIPE, { ...HELD, currency: "CNY" }]],
    ["currency cn", [STRIPE, { ...HELD, currency: "cn" }]],
    ["currency cnyx", [STRIPE, { ...HELD, currency: "cnyx" }]],
    ["currency xcny", [STRIPE, { ...HELD, currency: "xcny" }]],
    ["currency 123", [STRIPE, { ...HELD, currency: "123" }]],
  ])("%s", (fault, postings) => {
    expect(postingsFault(postings)).toBe(fault);
  });

  test("yuan do not balance euros", () => {
    expect(postingsFault([STRIPE, { ...HELD, currency: "eur" }])).toBe("postings differ by 6800 cny");
  });

  test("a fault in the second currency is one", () => {
    const euros = { ...STRIPE, currency: "eur" };
    expect(postingsFault([STRIPE, HELD, euros])).toBe("postings differ by 6800 eur");
  });
});

function balanced(amounts: readonly number[], currency: string): Posting[] {
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  return [
    ...amounts.flatMap((amount, index) => debit(`assets:test:${index}`, amount, currency)),
    ...credit("liabilities:test", total, currency),
  ];
}
