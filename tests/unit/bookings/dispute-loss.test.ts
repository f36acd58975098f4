import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DisputePartTable } from "#db/schema/bookings";
import {
  allocateLoss,
  allocateRecovery,
  allocateSurplusLoss,
  type DisputedVoucher,
  type LossPart,
} from "~/bookings/dispute-loss";

const USED: DisputedVoucher = {
  id: "used",
  state: "redeemed",
  left_minor: 3_800,
  merchant_left_minor: 3_496,
  is_merchant_paid: true,
};
const OPEN: DisputedVoucher = { ...USED, id: "open", state: "issued", merchant_left_minor: 0 };
const OPERATORS: LossPart = {
  voucher_id: null,
  source: "loss",
  amount_minor: 500,
  merchant_minor: 0,
  is_merchant_paid: false,
};

describe("a lost dispute", () => {
  test("takes unused vouchers first, from the last, then used ones in order, then the operator's money", () => {
    const vouchers = [USED, { ...USED, id: "used-2", is_merchant_paid: false }, OPEN, { ...OPEN, id: "open-2" }];
    expect(allocateLoss(vouchers, 4 * 3_800 + 500)).toEqual([
      { voucher_id: "open-2", source: "held", amount_minor: 3_800, merchant_minor: 0, is_merchant_paid: false },
      { voucher_id: "open", source: "held", amount_minor: 3_800, merchant_minor: 0, is_merchant_paid: false },
      { voucher_id: "used", source: "split", amount_minor: 3_800, merchant_minor: 3_496, is_merchant_paid: true },
      { voucher_id: "used-2", source: "split", amount_minor: 3_800, merchant_minor: 3_496, is_merchant_paid: false },
      OPERATORS,
    ]);
  });

  test("takes of a used voucher the merchant's share of what is taken, cut off below the fen", () => {
    expect(allocateLoss([USED], 1_001)).toEqual([
      { voucher_id: "used", source: "split", amount_minor: 1_001, merchant_minor: 920, is_merchant_paid: true },
    ]);
  });

  test("takes from a merchant no more than it has and than is left, and nothing from one that has given more", () => {
    const merchantOf = (merchant_left_minor: number, taken_minor: number) =>
      allocateLoss([{ ...USED, left_minor: 100, merchant_left_minor }], taken_minor)[0]?.merchant_minor;
    expect([merchantOf(101, 100), merchantOf(99, 100), merchantOf(-1, 100)]).toEqual([100, 99, 0]);
    expect([merchantOf(101, 50), merchantOf(99, 50), merchantOf(-1, 50)]).toEqual([50, 49, 0]);
  });

  test("passes over a voucher of which nothing is left, and ends where the amount ends", () => {
    expect(allocateLoss([OPEN, { ...OPEN, id: "gone", left_minor: 0 }], 3_800)).toEqual([
      { voucher_id: "open", source: "held", amount_minor: 3_800, merchant_minor: 0, is_merchant_paid: false },
    ]);
    expect(allocateLoss([], 500)).toEqual([OPERATORS]);
  });

  test("of money that no booking took ends what is left of it, the rest is the operator's", () => {
    const surplus = { ...OPERATORS, source: "surplus", amount_minor: 300 };
    expect(allocateSurplusLoss(300, 800)).toEqual([surplus, OPERATORS]);
    expect(allocateSurplusLoss(900, 300)).toEqual([surplus]);
    expect(allocateSurplusLoss(300, 300)).toEqual([surplus]);
    expect(allocateSurplusLoss(0, 500)).toEqual([OPERATORS]);
    // given back twice before: from the bank, and by hand at the processor
    expect(allocateSurplusLoss(-200, 500)).toEqual([OPERATORS]);
  });
});

function partOf(source: DisputePartTable["source"], amount_minor: number, merchant_minor = 0): DisputePartTable {
  return {
    dispute_id: "dp_1",
    ordinal: 1,
    voucher_id: null,
    source,
    amount_minor,
    merchant_minor,
    is_merchant_paid: 0,
    recovered_minor: 0,
    recovered_merchant_minor: 0,
  };
}

const HELD = partOf("held", 1_000);
const SURPLUS = partOf("surplus", 800);
const SPLIT = partOf("split", 3_800, 3_496);
const LOSS = partOf("loss", 500);
const PARTS = [HELD, SURPLUS, SPLIT, LOSS];

describe("a late win", () => {
  test("goes to the operator, then the merchant, then to what residents held; the rest was nobody's", () => {
    expect(allocateRecovery(PARTS, 6_200)).toEqual({
      recovered: [
        { part: HELD, recovered_minor: 1_000, recovered_merchant_minor: 0 },
        { part: SURPLUS, recovered_minor: 800, recovered_merchant_minor: 0 },
        { part: SPLIT, recovered_minor: 304, recovered_merchant_minor: 3_496 },
        { part: LOSS, recovered_minor: 500, recovered_merchant_minor: 0 },
      ],
      unclaimed_minor: 100,
    });
  });

  test.each([
    [804, [0, 0, 304, 500], 0],
    [805, [0, 0, 304, 500], 1],
    [4_301, [1, 0, 304, 500], 3_496],
  ])("of %i brings back the operator's first and residents' last", (amount_minor, recovered, merchant_minor) => {
    const { recovered: given, unclaimed_minor } = allocateRecovery(PARTS, amount_minor);
    const recoveredOf = (part: DisputePartTable) => given.find((each) => each.part === part);
    expect(PARTS.map((part) => recoveredOf(part)?.recovered_minor ?? 0)).toEqual(recovered);
    expect(recoveredOf(SPLIT)?.recovered_merchant_minor).toBe(merchant_minor);
    expect(unclaimed_minor).toBe(0);
  });

  test("names only those it reaches, and takes into account what came back before", () => {
    const merchant = { ...SPLIT, recovered_minor: 304, recovered_merchant_minor: 3_000 };
    const reached = { part: merchant, recovered_minor: 0, recovered_merchant_minor: 496 };
    expect(allocateRecovery([merchant, HELD], 496)).toEqual({ recovered: [reached], unclaimed_minor: 0 });
    expect(allocateRecovery([merchant, { ...HELD, recovered_minor: 400 }], 2_000)).toEqual({
      recovered: [
        reached,
        { part: { ...HELD, recovered_minor: 400 }, recovered_minor: 600, recovered_merchant_minor: 0 },
      ],
      unclaimed_minor: 904,
    });
  });
});

test("what a dispute takes and brings back is conserved to the fen", () => {
  const vouchers = fc.array(
    fc.record({
      id: fc.constant("v"),
      state: fc.constantFrom<DisputedVoucher["state"]>("issued", "redeemed", "void"),
      left_minor: fc.integer({ min: 0, max: 500 }),
      merchant_left_minor: fc.integer({ min: -2, max: 500 }),
      is_merchant_paid: fc.boolean(),
    }),
    { maxLength: 5 },
  );
  const amount = fc.integer({ min: 1, max: 3_000 });
  fc.assert(
    fc.property(vouchers, amount, amount, (some, lost_minor, won_minor) => {
      const parts = allocateLoss(some, lost_minor);
      expect(parts.reduce((sum, part) => sum + part.amount_minor, 0)).toBe(lost_minor);
      const rows = parts.map((part) => ({ ...partOf(part.source, part.amount_minor, part.merchant_minor) }));
      const { recovered, unclaimed_minor } = allocateRecovery(rows, won_minor);
      const given_minor = recovered.reduce(
        (sum, each) => sum + each.recovered_minor + each.recovered_merchant_minor,
        0,
      );
      expect(given_minor + unclaimed_minor).toBe(won_minor);
      expect(unclaimed_minor).toBe(Math.max(0, won_minor - lost_minor));
    }),
  );
});
