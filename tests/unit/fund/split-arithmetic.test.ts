import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exactShareText, isPolicyTerms, splitArithmetic } from "~/fund/split-arithmetic";
import { shareOf } from "~/kernel/money";
import type { ExportedEntry } from "~/ledger/exported-entry";

const POLICY = {
  id: "p",
  scope: "caring_merchant/*/*",
  commission_bps: 450,
  fund_bps: 350,
  effective_from: "2026-07-01T00:00:00.000Z",
  effective_to: null,
};

const ENTRY = {
  kind: "voucher_redeemed",
  policy: POLICY,
  postings: [
    { account: "liabilities:held:b", amount: 3_680, currency: "cny" },
    { account: "liabilities:merchant:m", amount: -3_387, currency: "cny" },
    { account: "revenue:commission", amount: -165, currency: "cny" },
    { account: "liabilities:fund:earned", amount: -128, currency: "cny" },
  ],
} as unknown as ExportedEntry;

describe("the split of a redemption, replayed", () => {
  test("agrees leg by leg with what was booked", () => {
    const replayed = splitArithmetic(ENTRY);
    expect(replayed?.gross_minor).toBe(3_680);
    expect(
      replayed?.steps.map(({ leg, exact, expected_minor, booked_minor }) => [leg, exact, expected_minor, booked_minor]),
    ).toEqual([
      ["commission", "1.656", 165, 165],
      ["fund", "1.288", 128, 128],
      ["merchant", null, 3_387, 3_387],
    ]);
  });

  test("shows where the books say something else", () => {
    const postings = ENTRY.postings.map((posting) =>
      posting.account === "liabilities:fund:earned" ? { ...posting, amount: -127 } : posting,
    );
    const fund = splitArithmetic({ ...ENTRY, postings })?.steps.find(({ leg }) => leg === "fund");
    expect(fund).toMatchObject({ expected_minor: 128, booked_minor: 127 });
  });

  test("exists for redemptions with readable terms only", () => {
    expect(splitArithmetic({ ...ENTRY, kind: "refund" })).toBeUndefined();
    expect(splitArithmetic({ ...ENTRY, policy: { ...POLICY, fund_bps: 9_999 } })).toBeUndefined();
    expect(splitArithmetic({ ...ENTRY, postings: [] })).toBeUndefined();
  });
});

describe("terms a split can be computed from", () => {
  test.each([
    ["nothing", undefined],
    ["null", null],
    ["a text", "text"],
    ["no member", {}],
    ["half a basis point", { ...POLICY, commission_bps: 0.5 }],
    ["a negative rate", { ...POLICY, fund_bps: -1 }],
    ["a rate that is text", { ...POLICY, fund_bps: "350" }],
    ["more than the whole", { ...POLICY, commission_bps: 9_651 }],
    ["no scope", { ...POLICY, scope: undefined }],
    ["no beginning", { ...POLICY, effective_from: null }],
  ])("are not: %s", (_what, policy) => {
    expect(isPolicyTerms(policy)).toBe(false);
  });

  test.each([
    ["rates of nothing", { ...POLICY, commission_bps: 0, fund_bps: 0 }],
    ["rates of everything", { ...POLICY, commission_bps: 9_650 }],
  ])("are: %s", (_what, policy) => {
    expect(isPolicyTerms(policy)).toBe(true);
  });
});

test("an exact share cut off below the fen is the booked share", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 ** 12 }), fc.integer({ min: 0, max: 10_000 }), (amount, bps) => {
      const [yuan = "", decimals = ""] = exactShareText(amount, bps).split(".");
      expect(decimals).toMatch(/^\d{2,6}$/);
      expect(Number(yuan) * 100 + Number(decimals.slice(0, 2))).toBe(shareOf(amount, bps));
    }),
  );
});
