import fc from "fast-check";
import { expect, test } from "vitest";
import { type Refunded, refundShares } from "~/bookings/refund-shares";
import { type Split, splitOf } from "~/fund/contribution";
import { proportionOf } from "~/kernel/money";

/** `SHARE_CASES=1000000` for the long form. */
const CASE_COUNT = Number(process.env.SHARE_CASES ?? 100_000);
const SEED = Number(process.env.SEED ?? Date.now() & 0x7fffffff);
const LONG_MS = 600_000;

const RATES = fc
  .tuple(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 10_000 }))
  .map(([commission_bps, rest]) => ({ commission_bps, fund_bps: Math.min(rest, 10_000 - commission_bps) }));
const AMOUNT = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 99_999_999 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 40 }) },
);
/** Where a chain is cut, and which of its parts fail once before they succeed. */
const STEPS = fc.array(fc.record({ at: fc.nat({ max: 99_999_999 }), fails: fc.boolean() }), { maxLength: 8 });

/** Amounts > 0 that sum to `gross_minor`, in the order they are refunded; some fail first, and are put back later. */
type Step = { amount_minor: number; fails: boolean };

function chainOf(gross_minor: number, cuts: readonly { at: number; fails: boolean }[]): Step[] {
  const places = [...new Set(cuts.map(({ at }) => at % gross_minor))].filter((at) => at > 0).sort((a, b) => a - b);
  const ends = [...places, gross_minor];
  return ends.map((end, index) => ({
    amount_minor: end - (ends[index - 1] ?? 0),
    fails: cuts[index % Math.max(1, cuts.length)]?.fails ?? false,
  }));
}

function add(refunded: Refunded, part: Split, sign: 1 | -1): Refunded {
  const amount_minor = part.merchant_minor + part.commission_minor + part.fund_minor;
  return {
    refunded_minor: refunded.refunded_minor + sign * amount_minor,
    commission_minor: refunded.commission_minor + sign * part.commission_minor,
    fund_minor: refunded.fund_minor + sign * part.fund_minor,
  };
}

const NOTHING: Refunded = { refunded_minor: 0, commission_minor: 0, fund_minor: 0 };

/**
 * The fund and the commission never give less than nothing or more than they had. The merchant stands within one fen of
 * what it had, and within one more for every refund that was taken back.
 */
function requireWithin(split: Split, refunded: Refunded, failure_count: number): void {
  const { refunded_minor, commission_minor, fund_minor } = refunded;
  const merchant_minor = refunded_minor - commission_minor - fund_minor;
  // plain comparisons: an expectation costs more than the arithmetic it looks at
  const is_within =
    commission_minor >= 0 &&
    commission_minor <= split.commission_minor &&
    fund_minor >= 0 &&
    fund_minor <= split.fund_minor &&
    merchant_minor >= -1 - Math.max(0, failure_count - 1) &&
    merchant_minor <= split.merchant_minor + 1 + failure_count;
  if (!is_within) throw new Error(`out of bounds: ${JSON.stringify({ split, refunded, failure_count })}`);
}

function take(split: Split, refunded: Refunded, amount_minor: number, failure_count = 0): [Split, Refunded] {
  const part = refundShares(split, refunded, amount_minor);
  const sum_minor = part.merchant_minor + part.commission_minor + part.fund_minor;
  if (sum_minor !== amount_minor) throw new Error(`the parts of ${amount_minor} sum to ${sum_minor}`);
  const after = add(refunded, part, 1);
  requireWithin(split, after, failure_count);
  return [part, after];
}

/**
 * Refunds a chain in order; gives what was taken in the end. A failing step is put back after the next one was taken,
 * and asked for again when the chain is through, the last one first.
 */
function refundAll(split: Split, steps: readonly Step[]): Refunded {
  let refunded = NOTHING;
  let failing: Split | undefined;
  const owed: number[] = [];
  const putBack = (part: Split) => {
    refunded = add(refunded, part, -1);
    requireWithin(split, refunded, owed.length);
  };
  for (const { amount_minor, fails } of steps) {
    const [part, after] = take(split, refunded, amount_minor, owed.length);
    refunded = after;
    if (failing) putBack(failing);
    failing = fails ? part : undefined;
    if (fails) owed.unshift(amount_minor);
  }
  if (failing) putBack(failing);
  for (const amount_minor of owed) [, refunded] = take(split, refunded, amount_minor, owed.length);
  return refunded;
}

test(
  "any chain of refunds of everything ends exactly at the split, in any order, with failures in between",
  () => {
    process.stdout.write(`refund shares: ${CASE_COUNT} cases, seed ${SEED}\n`);
    fc.assert(
      fc.property(AMOUNT, RATES, STEPS, (gross_minor, rates, cuts) => {
        const split = splitOf(gross_minor, rates);
        const steps = chainOf(gross_minor, cuts);
        for (const order of [steps, [...steps].reverse(), steps.map((step) => ({ ...step, fails: false }))]) {
          const { refunded_minor, commission_minor, fund_minor } = refundAll(split, order);
          const is_exact =
            refunded_minor === gross_minor &&
            commission_minor === split.commission_minor &&
            fund_minor === split.fund_minor;
          if (!is_exact) throw new Error(`ended at ${refunded_minor}, ${commission_minor}, ${fund_minor}`);
        }
      }),
      { numRuns: CASE_COUNT, seed: SEED },
    );
  },
  LONG_MS,
);

test("after a chain without failures a party has given floor(share × n / G)", () => {
  fc.assert(
    fc.property(AMOUNT, RATES, STEPS, (gross_minor, rates, cuts) => {
      const split = splitOf(gross_minor, rates);
      let refunded = NOTHING;
      for (const { amount_minor } of chainOf(gross_minor, cuts)) {
        [, refunded] = take(split, refunded, amount_minor);
        const n = refunded.refunded_minor;
        expect(refunded.commission_minor).toBe(proportionOf(split.commission_minor, n, gross_minor));
        expect(refunded.fund_minor).toBe(proportionOf(split.fund_minor, n, gross_minor));
      }
    }),
    { numRuns: 1_000, seed: SEED },
  );
});

test("a voucher of 36.80 given back in halves takes 1.65, 1.28 and the rest twice over", () => {
  const split = splitOf(3_680, { commission_bps: 450, fund_bps: 350 });
  const first = refundShares(split, NOTHING, 1_840);
  expect(first).toEqual({ commission_minor: 82, fund_minor: 64, merchant_minor: 1_694 });
  const second = refundShares(split, add(NOTHING, first, 1), 1_840);
  expect(second).toEqual({ commission_minor: 83, fund_minor: 64, merchant_minor: 1_693 });
});

test("a refund that made up for a failed one can itself be made up for: no party is ever given what it never gave", () => {
  const split = splitOf(16, { commission_bps: 1_250, fund_bps: 0 });
  const first = refundShares(split, NOTHING, 7);
  const second = refundShares(split, add(NOTHING, first, 1), 2);
  expect([first.commission_minor, second.commission_minor]).toEqual([0, 1]);
  const without_first = add(add(add(NOTHING, first, 1), second, 1), first, -1);
  const third = refundShares(split, without_first, 1);
  expect(third).toEqual({ commission_minor: 0, fund_minor: 0, merchant_minor: 1 });
  expect(add(add(without_first, third, 1), second, -1)).toEqual({
    refunded_minor: 1,
    commission_minor: 0,
    fund_minor: 0,
  });
});

test("nothing, less than nothing and more than was paid are refused", () => {
  const split = splitOf(100, { commission_bps: 450, fund_bps: 350 });
  expect(() => refundShares(split, NOTHING, 0)).toThrow("gives something back");
  expect(() => refundShares(split, NOTHING, -1)).toThrow("gives something back");
  expect(() => refundShares(split, NOTHING, 101)).toThrow("within what was paid");
  expect(() => refundShares(split, { ...NOTHING, refunded_minor: 60 }, 41)).toThrow("within what was paid");
});
