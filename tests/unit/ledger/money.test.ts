import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatBps, formatMoney, majorText, minor, parseMajor, proportionOf, shareOf } from "~/kernel/money";

const AMOUNT = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const BPS = fc.integer({ min: 0, max: 10_000 });

describe("shares", () => {
  test.each([
    [6_800, 350, 238],
    [3_680, 350, 128],
    [1, 9_999, 0],
    [10_000, 10_000, 10_000],
    [0, 500, 0],
    [Number.MAX_SAFE_INTEGER, 10_000, Number.MAX_SAFE_INTEGER],
  ])("%i fen at %i bps are %i fen", (amount, bps, share) => {
    expect(shareOf(amount, bps)).toBe(share);
  });

  test("a share is the floor, exact where floating point is not", () => {
    fc.assert(
      fc.property(AMOUNT, BPS, (amount, bps) => {
        const share = BigInt(shareOf(amount, bps));
        const whole = BigInt(amount) * BigInt(bps);
        expect(share * 10_000n <= whole && whole < (share + 1n) * 10_000n).toBe(true);
      }),
    );
  });

  test("what is no amount or no rate is refused", () => {
    expect(() => shareOf(-1, 100)).toThrow("non-negative");
    expect(() => shareOf(0.5, 100)).toThrow("whole minor units");
    expect(() => shareOf(100, 10_001)).toThrow("basis points");
    expect(() => shareOf(100, 1.5)).toThrow("basis points");
  });

  test("a chain of partial refunds gives every party exactly its share back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), BPS, fc.array(fc.nat(1_000_000)), (whole, bps, cuts) => {
        const share = shareOf(whole, bps);
        const steps = [...cuts.filter((cut) => cut < whole).sort((a, b) => a - b), whole];
        const given = steps.map((step) => proportionOf(share, step, whole));
        expect(given.at(-1)).toBe(share);
        expect(given).toEqual([...given].sort((a, b) => a - b));
      }),
    );
  });
});

describe("texts", () => {
  test("minus zero is zero, and fractions are not money", () => {
    expect(Object.is(minor(-0), 0)).toBe(true);
    expect(() => minor(1.5)).toThrow("whole minor units");
  });

  test("typed yuan come back as the same fen", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999_999 }), (amount) => {
        expect(parseMajor(majorText(amount))).toBe(amount);
      }),
    );
    expect(parseMajor("12.5")).toBe(1_250);
    for (const text of ["", "1.234", "-1", "1e3", "１２", "1,000"]) expect(parseMajor(text)).toBeUndefined();
  });

  test("sign before currency, two digits of fen, rates without empty decimals", () => {
    expect(formatMoney(-1_269_175)).toBe("−¥12,691.75");
    expect(formatMoney(5)).toBe("¥0.05");
    expect([350, 400, 1_025, 5].map(formatBps)).toEqual(["3.5%", "4%", "10.25%", "0.05%"]);
  });
});
