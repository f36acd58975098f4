import fc from "fast-check";
import { expect, test } from "vitest";
import { splitOf } from "~/fund/contribution";

const RATES = fc
  .tuple(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 10_000 }))
  .map(([commission_bps, rest]) => ({ commission_bps, fund_bps: Math.min(rest, 10_000 - commission_bps) }));

test("the legs of a split sum to what was paid, for every amount and every rate", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), RATES, (gross, rates) => {
      const { merchant_minor, commission_minor, fund_minor } = splitOf(gross, rates);
      expect(merchant_minor + commission_minor + fund_minor).toBe(gross);
      expect(Math.min(merchant_minor, commission_minor, fund_minor)).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 1_000 },
  );
});

test("every amount up to a hundred yuan is split to the fen", () => {
  for (let gross = 0; gross <= 10_000; gross += 1) {
    const { merchant_minor, commission_minor, fund_minor } = splitOf(gross, { commission_bps: 450, fund_bps: 350 });
    expect(merchant_minor + commission_minor + fund_minor).toBe(gross);
  }
});

test("the merchant takes what flooring leaves", () => {
  expect(splitOf(99, { commission_bps: 450, fund_bps: 350 })).toEqual({
    merchant_minor: 92,
    commission_minor: 4,
    fund_minor: 3,
  });
});

test("rates of more than everything are refused", () => {
  expect(() => splitOf(100, { commission_bps: 6_000, fund_bps: 4_001 })).toThrow("the whole");
});
