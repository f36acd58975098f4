import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Refunded, refundShares } from "~/bookings/refund-shares";
import { splitOf } from "~/fund/contribution";

const SPLIT = { merchant_minor: 3_387, commission_minor: 165, fund_minor: 128 };
const NOTHING: Refunded = { refunded_minor: 0, commission_minor: 0, fund_minor: 0 };

describe("a refund after use", () => {
  test("of everything takes from each party what it had", () => {
    expect(refundShares(SPLIT, NOTHING, 3_680)).toEqual(SPLIT);
  });

  test("of a part takes each party's share of it, cut off below the fen, and the rest from the merchant", () => {
    expect(refundShares(SPLIT, NOTHING, 1_000)).toEqual({ commission_minor: 44, fund_minor: 34, merchant_minor: 922 });
  });

  test("after another takes what brings each party to its share of both", () => {
    const before = { refunded_minor: 1_000, commission_minor: 44, fund_minor: 34 };
    expect(refundShares(SPLIT, before, 2_680)).toEqual({
      commission_minor: 121,
      fund_minor: 94,
      merchant_minor: 2_465,
    });
  });

  test("gives back something, and no more than was paid", () => {
    expect(() => refundShares(SPLIT, NOTHING, 0)).toThrow("a refund gives something back");
    expect(() => refundShares(SPLIT, NOTHING, -1)).toThrow("a refund gives something back");
    expect(() => refundShares(SPLIT, NOTHING, 3_681)).toThrow("a refund is within what was paid");
    const overdrawn = { ...NOTHING, refunded_minor: -1 };
    expect(() => refundShares(SPLIT, overdrawn, 1)).toThrow("a refund is within what was paid");
    expect(refundShares(SPLIT, { ...NOTHING, refunded_minor: 3_679 }, 1).merchant_minor).toBeLessThanOrEqual(1);
  });
});

test("a chain of refunds of everything ends at the split, and each is whole", () => {
  const amounts = fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 8 });
  const rates = fc.record({
    commission_bps: fc.integer({ min: 0, max: 5_000 }),
    fund_bps: fc.integer({ min: 0, max: 5_000 }),
  });
  fc.assert(
    fc.property(amounts, rates, (chain, bps) => {
      const split = splitOf(
        chain.reduce((sum, amount) => sum + amount, 0),
        bps,
      );
      const total = { refunded_minor: 0, commission_minor: 0, fund_minor: 0, merchant_minor: 0 };
      for (const amount of chain) {
        const shares = refundShares(split, total, amount);
        expect(shares.commission_minor + shares.fund_minor + shares.merchant_minor).toBe(amount);
        total.refunded_minor += amount;
        total.commission_minor += shares.commission_minor;
        total.fund_minor += shares.fund_minor;
        total.merchant_minor += shares.merchant_minor;
      }
      expect(total).toMatchObject(split);
    }),
  );
});
