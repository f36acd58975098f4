import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitOf } from "~/fund/contribution";
import { formatBps, formatMoney, majorText, minor, parseMajor, proportionOf, shareOf, sumMinor } from "~/kernel/money";

const amounts = fc.oneof(fc.integer({ min: 0, max: 99_999_999 }), fc.maxSafeNat());
const shares = fc.integer({ min: 0, max: 10_000 });
const RUNS = { numRuns: 3_000 };

describe("a share", () => {
  test("is the exact floor, for every amount a number can hold", () => {
    fc.assert(
      fc.property(amounts, shares, (amount_minor, share_bps) => {
        const exact = (BigInt(amount_minor) * BigInt(share_bps)) / 10_000n;
        expect(BigInt(shareOf(amount_minor, share_bps))).toBe(exact);
      }),
      RUNS,
    );
  });

  test.each([
    [3_680, 350, 128],
    [1, 9_999, 0],
    [1, 10_000, 1],
    [0, 10_000, 0],
    [9_007_199_254_740_991, 9_999, 9_006_298_534_815_516],
  ])("%i fen at %i bps is %i fen", (amount_minor, share_bps, share_minor) => {
    expect(shareOf(amount_minor, share_bps)).toBe(share_minor);
  });

  test.each([
    [-1, 100],
    [1.5, 100],
    [Number.NaN, 100],
    [2 ** 53, 100],
    [100, -1],
    [100, 10_001],
    [100, 0.5],
  ])("of %d at %d bps is refused", (amount_minor, share_bps) => {
    expect(() => shareOf(amount_minor, share_bps)).toThrow();
  });
});

describe("a split", () => {
  test("sums to what was paid, no leg below zero, for every pair of rates up to the whole", () => {
    const rates = fc
      .tuple(shares, shares)
      .map(([one, other]) => (one + other <= 10_000 ? [one, other] : [10_000 - one, 10_000 - other]));
    fc.assert(
      fc.property(amounts, rates, (gross_minor, [commission_bps = 0, fund_bps = 0]) => {
        const split = splitOf(gross_minor, { commission_bps, fund_bps });
        expect(split.merchant_minor + split.commission_minor + split.fund_minor).toBe(gross_minor);
        for (const leg of Object.values(split)) expect(leg).toBeGreaterThanOrEqual(0);
        expect(split.fund_minor).toBe(shareOf(gross_minor, fund_bps));
        expect(split.commission_minor).toBe(shareOf(gross_minor, commission_bps));
      }),
      RUNS,
    );
  });

  test("of more than the whole is refused", () => {
    expect(() => splitOf(100, { commission_bps: 9_999, fund_bps: 2 })).toThrow();
  });
});

describe("a proportion", () => {
  test("grows with its part from nothing to the whole share, so a chain of refunds ends exactly", () => {
    const chains = fc
      .integer({ min: 1, max: 99_999_999 })
      .chain((whole) =>
        fc.tuple(
          fc.constant(whole),
          fc.integer({ min: 0, max: whole }),
          fc.array(fc.integer({ min: 0, max: whole }), { maxLength: 8 }),
        ),
      );
    fc.assert(
      fc.property(chains, ([whole, share, parts]) => {
        const steps = [0, ...parts.sort((a, b) => a - b), whole].map((part) => proportionOf(share, part, whole));
        expect(steps[0]).toBe(0);
        expect(steps.at(-1)).toBe(share);
        expect(steps).toEqual([...steps].sort((a, b) => a - b));
      }),
      RUNS,
    );
  });

  test("of nothing, beyond the whole or of a negative share is refused", () => {
    expect(() => proportionOf(1, 0, 0)).toThrow("within the whole");
    expect(() => proportionOf(1, 2, 1)).toThrow("within the whole");
    expect(() => proportionOf(1, -1, 1)).toThrow("within the whole");
    expect(() => proportionOf(-1, 1, 1)).toThrow("a non-negative share");
  });
});

describe("money as text", () => {
  test("that was written is read as the same money", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999_999 }), (amount_minor) => {
        expect(parseMajor(majorText(amount_minor))).toBe(amount_minor);
      }),
      RUNS,
    );
  });

  test("that was read says in whole fen what was typed", () => {
    const typed = fc.tuple(fc.integer({ min: 0, max: 999_999_999 }), fc.constantFrom("", ".5", ".05", ".50", ".99"));
    fc.assert(
      fc.property(typed, ([whole, cents]) => {
        const fen = { "": 0, ".5": 50, ".05": 5, ".50": 50, ".99": 99 }[cents];
        expect(parseMajor(` ${whole}${cents} `)).toBe(whole * 100 + fen);
      }),
    );
  });

  test.each([
    "",
    ".",
    "1.",
    ".5",
    "1.234",
    "-1",
    "+1",
    "1,000",
    "1e3",
    "１２",
    "0x10",
    "1 2",
    "1234567890",
    "NaN",
    "¥1",
  ])("%s is no money", (text) => {
    expect(parseMajor(text)).toBeUndefined();
  });

  test.each([
    [0, "¥0.00", "0.00"],
    [-0, "¥0.00", "0.00"],
    [5, "¥0.05", "0.05"],
    [3_680, "¥36.80", "36.80"],
    [100_000, "¥1,000.00", "1000.00"],
    [-1_269_175, "−¥12,691.75", "-12691.75"],
    [123_456_789_012, "¥1,234,567,890.12", "1234567890.12"],
  ])("%d fen is shown as %s and written as %s", (amount_minor, shown, written) => {
    expect(formatMoney(amount_minor)).toBe(shown);
    expect(majorText(amount_minor)).toBe(written);
  });

  test.each([
    [0, "0%"],
    [5, "0.05%"],
    [50, "0.5%"],
    [350, "3.5%"],
    [300, "3%"],
    [1_025, "10.25%"],
    [10_000, "100%"],
  ])("%i bps is %s", (share_bps, shown) => {
    expect(formatBps(share_bps)).toBe(shown);
  });
});

test("money is whole and safe, and there is no negative nothing", () => {
  for (const amount of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) expect(() => minor(amount)).toThrow();
  expect(Object.is(minor(-0), 0)).toBe(true);
  expect(sumMinor([])).toBe(0);
  expect(sumMinor([1, -3, 2])).toBe(0);
  expect(sumMinor([1, 2])).toBe(3);
  expect(() => sumMinor([Number.MAX_SAFE_INTEGER, 1])).toThrow();
});

test.each(["zh-CN", "en"])("a reader of %s finds amounts written as their language writes them", (locale) => {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency: "CNY", currencyDisplay: "narrowSymbol" });
  for (const amount_minor of [0, 5, 1_250, 123_456_789, -1_269_175]) {
    expect(formatMoney(amount_minor).replace("−", "-")).toBe(format.format(amount_minor / 100));
  }
});
