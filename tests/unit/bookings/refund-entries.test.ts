import { describe, expect, test } from "vitest";
import {
  type PostedPart,
  REFUND_BLAME,
  type RefundedBooking,
  refundEntry,
  refundFailedEntry,
  refundPaidOtherwiseEntry,
} from "~/bookings/refund-entries";
import { calendarDay } from "~/kernel/calendar-day";
import { instant } from "~/kernel/instant";
import { type ExportedEntry, GENESIS_HASH } from "~/ledger/exported-entry";
import { type JournalEntry, postingsFault } from "~/ledger/journal-entry";
import type { RefundFact } from "~/payments/checkout";

const PAID_AT = instant("2026-11-20T02:00:00.000Z");
const REFUND: RefundFact = {
  stripe_refund_id: "re_1",
  refund_id: "r1",
  charge_id: "ch_1",
  amount_minor: 3_800,
  currency: "cny",
  outcome: "succeeded",
  balance_transaction_id: "txn_2",
  failure_balance_transaction_id: "txn_3",
};

const HELD: PostedPart = { source: "held", voucher_id: "v1", amount_minor: 3_800 };
const SURPLUS: PostedPart = { source: "surplus", voucher_id: null, amount_minor: 3_800 };
const SPLIT: PostedPart = {
  source: "split",
  voucher_id: "v2",
  amount_minor: 3_800,
  shares: { merchant_minor: 3_496, commission_minor: 133, fund_minor: 171 },
};
const BOOKING: RefundedBooking = {
  booking_id: "b1",
  merchant_id: "m1",
  paid_at: PAID_AT,
  reason: "resident_cancelled",
  parts: [HELD],
};

/** The entry of a refund of these parts at the processor. */
function entryOf(...parts: PostedPart[]): JournalEntry {
  const amount_minor = parts.reduce((sum, part) => sum + part.amount_minor, 0);
  return refundEntry({ ...BOOKING, parts }, { ...REFUND, amount_minor });
}

/** Account and amount of each posting of an entry that balances. */
function linesOf({ postings }: JournalEntry): [string, number][] {
  expect(postingsFault(postings)).toBeUndefined();
  return postings.map(({ account, amount_minor }) => [account, amount_minor]);
}

describe("a refund", () => {
  test("before use takes what was held, and names the charge, the refund and its transaction", () => {
    expect(entryOf(HELD)).toEqual({
      kind: "refund",
      idem: "refund:re_1",
      effective_at: PAID_AT,
      booking_id: "b1",
      voucher_id: "v1",
      stripe: { charge: "ch_1", refund: "re_1", balance_transaction: "txn_2" },
      postings: [
        { account: "liabilities:held:b1", amount_minor: 3_800, currency: "cny" },
        { account: "assets:stripe", amount_minor: -3_800, currency: "cny" },
      ],
    });
  });

  test("that moved no money yet names no transaction", () => {
    const { balance_transaction_id: _id, ...unmoved } = REFUND;
    expect(refundEntry(BOOKING, unmoved).stripe).toEqual({ charge: "ch_1", refund: "re_1" });
  });

  test.each([
    ["resident_cancelled", "refund"],
    ["expired", "expiry_refund"],
    ["surplus", "surplus_refund"],
    ["agreed", "refund"],
    ["dashboard", "refund"],
    ["rest", "refund"],
  ] as const)("for the reason %s is booked as %s", (reason, kind) => {
    expect(refundEntry({ ...BOOKING, reason }, REFUND)).toEqual({ ...entryOf(HELD), kind });
  });

  test("of surplus takes the surplus, and concerns neither a voucher nor a merchant", () => {
    const entry = entryOf(SURPLUS);
    expect(entry).not.toHaveProperty("voucher_id");
    expect(entry).not.toHaveProperty("merchant_id");
    expect(linesOf(entry)).toEqual([
      ["liabilities:surplus:b1", 3_800],
      ["assets:stripe", -3_800],
    ]);
  });

  test("after use takes from each party what it gives back", () => {
    const entry = entryOf(SPLIT);
    expect(entry).toMatchObject({ voucher_id: "v2", merchant_id: "m1" });
    expect(linesOf(entry)).toEqual([
      ["liabilities:merchant:m1", 3_496],
      ["revenue:commission", 133],
      ["liabilities:fund:earned", 171],
      ["assets:stripe", -3_800],
    ]);
  });

  test("after the merchant was paid is its debt", () => {
    expect(linesOf(entryOf({ ...SPLIT, is_merchant_paid: true }))[0]).toEqual(["assets:receivable:merchant:m1", 3_496]);
    expect(linesOf(entryOf({ ...SPLIT, is_merchant_paid: false }))[0]).toEqual(["liabilities:merchant:m1", 3_496]);
  });

  test("has no line for a party that gives back nothing", () => {
    const shares = { merchant_minor: 3_800, commission_minor: 0, fund_minor: 0 };
    expect(linesOf(entryOf({ ...SPLIT, shares }))).toEqual([
      ["liabilities:merchant:m1", 3_800],
      ["assets:stripe", -3_800],
    ]);
  });

  test("of several vouchers has one line an account, and names none of them", () => {
    const entry = entryOf(HELD, { ...HELD, voucher_id: "v3" }, SPLIT, { ...SPLIT, voucher_id: "v4" });
    expect(entry).not.toHaveProperty("voucher_id");
    expect(entry).toHaveProperty("merchant_id", "m1");
    expect(linesOf(entry)).toEqual([
      ["liabilities:held:b1", 7_600],
      ["liabilities:merchant:m1", 6_992],
      ["revenue:commission", 266],
      ["liabilities:fund:earned", 342],
      ["assets:stripe", -15_200],
    ]);
  });

  test("in two parts of one voucher names it", () => {
    expect(entryOf(HELD, { ...HELD, amount_minor: 1 })).toHaveProperty("voucher_id", "v1");
  });

  test("never takes a surplus from a merchant, nor a split nobody computed", () => {
    const surplus = { ...SURPLUS, shares: { merchant_minor: 3_800, commission_minor: 0, fund_minor: 0 } };
    expect(linesOf(entryOf(surplus))[0]).toEqual(["liabilities:surplus:b1", 3_800]);
    expect(linesOf(entryOf({ source: "split", voucher_id: "v2", amount_minor: 100 }))[0]).toEqual([
      "liabilities:surplus:b1",
      100,
    ]);
  });
});

/** The refund of what was held, as it came out of the journal. */
const POSTED: ExportedEntry = {
  type: "entry",
  seq: 3,
  id: "e3",
  ts: "2026-11-21T02:00:00.000Z",
  booked_on: "2026-11-21",
  effective_at: PAID_AT,
  kind: "refund",
  idem: "refund:re_1",
  booking: "b1",
  voucher: "v1",
  merchant: "m1",
  stripe: { charge: "ch_1", refund: "re_1", transfer: null, dispute: null, balance_transaction: "txn_2" },
  postings: [
    { account: "liabilities:held:b1", amount: 3_800, currency: "cny" },
    { account: "assets:stripe", amount: -3_800, currency: "cny" },
  ],
  prev: GENESIS_HASH,
  hash: GENESIS_HASH,
};

describe("a refund that failed", () => {
  test("is mirrored posting by posting, and names what it reverses and the transaction that brought it back", () => {
    expect(refundFailedEntry(REFUND, POSTED)).toEqual({
      kind: "refund_failed",
      idem: "refund_failed:re_1",
      effective_at: PAID_AT,
      booking_id: "b1",
      voucher_id: "v1",
      merchant_id: "m1",
      reverses: "e3",
      stripe: { charge: "ch_1", refund: "re_1", balance_transaction: "txn_3" },
      postings: [
        { account: "liabilities:held:b1", amount_minor: -3_800, currency: "cny" },
        { account: "assets:stripe", amount_minor: 3_800, currency: "cny" },
      ],
    });
  });

  test("names only what is known of it", () => {
    const { failure_balance_transaction_id: _id, ...unmoved } = REFUND;
    const { voucher: _voucher, merchant: _merchant, ...nameless } = POSTED;
    const entry = refundFailedEntry(unmoved, { ...nameless, booking: null });
    expect(Object.keys(entry).sort()).toEqual(["effective_at", "idem", "kind", "postings", "reverses", "stripe"]);
    expect(entry.stripe).toEqual({ charge: "ch_1", refund: "re_1" });
  });
});

test("a refund paid otherwise comes out of the operator's bank account and names who paid it", () => {
  const paid = { id: "r1", amount_minor: 3_800, currency: "cny", paid_by: "p1", booked_on: calendarDay("2026-08-05") };
  expect(refundPaidOtherwiseEntry({ ...BOOKING, parts: [SPLIT] }, paid)).toEqual({
    kind: "refund_paid_otherwise",
    idem: "refund_paid_otherwise:r1",
    effective_at: PAID_AT,
    booking_id: "b1",
    voucher_id: "v2",
    merchant_id: "m1",
    booked_on: "2026-08-05",
    actor: "p1",
    postings: [
      { account: "liabilities:merchant:m1", amount_minor: 3_496, currency: "cny" },
      { account: "revenue:commission", amount_minor: 133, currency: "cny" },
      { account: "liabilities:fund:earned", amount_minor: 171, currency: "cny" },
      { account: "assets:bank:operator", amount_minor: -3_800, currency: "cny" },
    ],
  });
});

test("whose doing a refund is, and who bears its cost, follows from its reason", () => {
  expect(REFUND_BLAME).toEqual({
    resident_cancelled: { at_fault: "resident", loss_borne_by: "operator" },
    expired: { at_fault: "resident", loss_borne_by: "operator" },
    surplus: { at_fault: "nobody", loss_borne_by: "operator" },
    agreed: { at_fault: "merchant", loss_borne_by: "everyone" },
    dashboard: { at_fault: "operator", loss_borne_by: "everyone" },
    rest: { at_fault: "operator", loss_borne_by: "operator" },
  });
});
