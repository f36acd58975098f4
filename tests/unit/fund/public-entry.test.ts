import { describe, expect, test } from "vitest";
import { publicEntry } from "~/fund/public-entry";
import type { ExportedEntry } from "~/ledger/exported-entry";

const BOOKING = "0b1f6f2e-0000-4000-8000-000000000001";
const VOUCHER = "0b1f6f2e-0000-4000-8000-000000000002";
const CASHIER = "0b1f6f2e-0000-4000-8000-000000000003";

const REDEMPTION: ExportedEntry = {
  type: "entry",
  seq: 7,
  id: "0b1f6f2e-0000-4000-8000-000000000004",
  ts: "2026-11-20T02:00:00.000Z",
  booked_on: "2026-11-20",
  effective_at: "2026-11-19T02:00:00.000Z",
  kind: "voucher_redeemed",
  idem: `redeem:${VOUCHER}:1`,
  booking: BOOKING,
  voucher: VOUCHER,
  merchant: "clinic",
  stripe: { charge: "ch_1", refund: null, transfer: null, dispute: null, balance_transaction: null },
  postings: [
    { account: `liabilities:held:${BOOKING}`, amount: 6_800, currency: "cny" },
    { account: "liabilities:merchant:clinic", amount: -6_256, currency: "cny" },
    { account: "revenue:commission", amount: -306, currency: "cny" },
    { account: "liabilities:fund:earned", amount: -238, currency: "cny" },
  ],
  actor: CASHIER,
  memo: "typed by a person",
  prev: "0".repeat(64),
  hash: "a".repeat(64),
};

const OPEN = { open_merchant_ids: new Set(["clinic"]), open_booking_ids: new Set([BOOKING]) };
const NOTHING_OPEN = { open_merchant_ids: new Set<string>(), open_booking_ids: new Set<string>() };

describe("an entry of an open service", () => {
  test("shows its day, merchant, booking and voucher", () => {
    const shown = publicEntry(REDEMPTION, OPEN);
    expect(shown).toMatchObject({ booked: "2026-11-20", is_combined: false, booking_id: BOOKING, voucher_id: VOUCHER });
    expect(shown.postings.map(({ account }) => account)).toContain("liabilities:merchant:clinic");
  });

  test("shows nobody who acted and no words typed by a person", () => {
    const text = JSON.stringify(publicEntry(REDEMPTION, OPEN));
    for (const secret of [CASHIER, "typed by a person", "ch_1"]) expect(text).not.toContain(secret);
  });
});

describe("an entry of a health or hardship service", () => {
  test("shows the month, and neither merchant nor booking nor voucher", () => {
    const shown = publicEntry(REDEMPTION, NOTHING_OPEN);
    expect(shown).toMatchObject({ booked: "2026-11", is_combined: true, booking_id: null, voucher_id: null });
    const text = JSON.stringify(shown);
    for (const secret of ["clinic", BOOKING, VOUCHER, "2026-11-20", "ch_1"]) expect(text).not.toContain(secret);
  });

  test("keeps number, hashes, kind and amounts, so that the chain and the sums can be followed", () => {
    const shown = publicEntry(REDEMPTION, NOTHING_OPEN);
    expect(shown).toMatchObject({ seq: 7, kind: "voucher_redeemed", hash: REDEMPTION.hash, prev: REDEMPTION.prev });
    expect(shown.postings.map(({ amount }) => amount)).toEqual([6_800, -6_256, -306, -238]);
    expect(shown.postings.map(({ account }) => account)).toEqual([
      "liabilities:held",
      "liabilities:merchant",
      "revenue:commission",
      "liabilities:fund:earned",
    ]);
  });

  test.each<[string, Partial<ExportedEntry>]>([
    ["its booking is not known to be open", { booking: "unknown" }],
    ["its merchant is not known to be open", { merchant: "unknown" }],
    [
      "a line names a merchant that is not known to be open",
      { postings: [{ account: "assets:receivable:merchant:unknown", amount: 1, currency: "cny" }] },
    ],
  ])("is what it is taken for where %s", (_why, change) => {
    expect(publicEntry({ ...REDEMPTION, ...change }, OPEN).is_combined).toBe(true);
  });
});

test("money that belongs to no booking hides nothing", () => {
  const { voucher: _voucher, merchant: _merchant, ...rest } = REDEMPTION;
  const payout: ExportedEntry = {
    ...rest,
    kind: "payout",
    booking: null,
    postings: [
      { account: "assets:bank:operator", amount: 5_000, currency: "cny" },
      { account: "assets:stripe", amount: -5_000, currency: "cny" },
    ],
  };
  expect(publicEntry(payout, NOTHING_OPEN)).toMatchObject({ is_combined: false, booked: "2026-11-20" });
});
