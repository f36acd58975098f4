import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  feeEntry,
  mirrorPostings,
  paymentEntry,
  type RedeemedVoucher,
  redemptionEntry,
  redemptionUndoneEntry,
  strayEntry,
  surplusEntry,
} from "~/bookings/booking-entries";
import { splitOf } from "~/fund/contribution";
import { instant } from "~/kernel/instant";
import { type ExportedEntry, GENESIS_HASH } from "~/ledger/exported-entry";
import { type JournalEntry, postingsFault } from "~/ledger/journal-entry";
import type { ChargeFact } from "~/payments/checkout";

const PAID_AT = instant("2026-11-20T02:00:00.000Z");
const POLICY = {
  id: "caring-merchant-2026",
  scope: "caring_merchant/*/*",
  commission_bps: 350,
  fund_bps: 450,
  effective_from: "2026-07-01T00:00:00.000Z",
  effective_to: null,
};
const CHARGE: ChargeFact = {
  id: "ch_1",
  amount_minor: 7_600,
  currency: "cny",
  captured_at: PAID_AT,
  fee: { balance_transaction_id: "txn_1", fee_minor: 301 },
};
function sumOf(entry: JournalEntry, account: string): number {
  return entry.postings.filter((each) => each.account === account).reduce((sum, each) => sum + each.amount_minor, 0);
}

function voucherOf(gross_minor: number, rates: { commission_bps: number; fund_bps: number }): RedeemedVoucher {
  return {
    booking_id: "b1",
    voucher_id: "v1",
    merchant_id: "teahouse",
    ordinal: 1,
    gross_minor,
    currency: "cny",
    charge_id: "ch_1",
    paid_at: PAID_AT,
    policy: { ...POLICY, ...rates },
    split: splitOf(gross_minor, rates),
    cashier_id: "p1",
  };
}

describe("a payment", () => {
  test("is owed to the resident until the voucher is used", () => {
    const entry = paymentEntry("b1", CHARGE);
    expect(postingsFault(entry.postings)).toBeUndefined();
    expect(entry).toEqual({
      kind: "payment_captured",
      idem: "charge:ch_1",
      effective_at: PAID_AT,
      booking_id: "b1",
      stripe: { charge: "ch_1" },
      postings: [
        { account: "assets:stripe", amount_minor: 7_600, currency: "cny" },
        { account: "liabilities:held:b1", amount_minor: -7_600, currency: "cny" },
      ],
    });
  });

  test("that no booking can take is surplus, under the same name: a charge is one or the other", () => {
    const entry = surplusEntry("b1", CHARGE);
    expect(postingsFault(entry.postings)).toBeUndefined();
    expect(entry).toEqual({
      ...paymentEntry("b1", CHARGE),
      kind: "payment_surplus",
      postings: [
        { account: "assets:stripe", amount_minor: 7_600, currency: "cny" },
        { account: "liabilities:surplus:b1", amount_minor: -7_600, currency: "cny" },
      ],
    });
  });

  test("for a booking that is not here is surplus that says why", () => {
    expect(strayEntry("b1", CHARGE)).toEqual({ ...surplusEntry("b1", CHARGE), memo: "booking-unknown" });
  });

  test("costs the operator the processor's fee, and nobody else", () => {
    expect(feeEntry("b1", CHARGE)).toEqual({
      kind: "stripe_fee",
      idem: "fee:txn_1",
      effective_at: PAID_AT,
      booking_id: "b1",
      stripe: { charge: "ch_1", balance_transaction: "txn_1" },
      postings: [
        { account: "expenses:stripe_fees", amount_minor: 301, currency: "cny" },
        { account: "assets:stripe", amount_minor: -301, currency: "cny" },
      ],
    });
  });

  test("without a fee has no fee entry", () => {
    const { fee: _fee, ...unknown_fee } = CHARGE;
    expect(feeEntry("b1", unknown_fee)).toBeUndefined();
    expect(feeEntry("b1", { ...CHARGE, fee: { balance_transaction_id: "txn_1", fee_minor: 0 } })).toBeUndefined();
  });
});

describe("a redemption", () => {
  test("splits what was held by the policy of the payment", () => {
    const entry = redemptionEntry(voucherOf(3_800, { commission_bps: 350, fund_bps: 450 }));
    expect(entry).toEqual({
      kind: "voucher_redeemed",
      idem: "redeem:v1:1",
      effective_at: PAID_AT,
      booking_id: "b1",
      voucher_id: "v1",
      merchant_id: "teahouse",
      stripe: { charge: "ch_1" },
      policy: POLICY,
      actor: "p1",
      postings: [
        { account: "liabilities:held:b1", amount_minor: 3_800, currency: "cny" },
        { account: "liabilities:merchant:teahouse", amount_minor: -3_496, currency: "cny" },
        { account: "revenue:commission", amount_minor: -133, currency: "cny" },
        { account: "liabilities:fund:earned", amount_minor: -171, currency: "cny" },
      ],
    });
  });

  test("that nobody came to says so instead of naming a cashier", () => {
    const { actor: _actor, ...served } = redemptionEntry(voucherOf(3_800, POLICY));
    const entry = redemptionEntry({ ...voucherOf(3_800, POLICY), cashier_id: undefined });
    expect(entry).toEqual({ ...served, memo: "no-show" });
  });

  test("balances for every price and policy, and no leg is zero", () => {
    const rates = fc
      .tuple(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 10_000 }))
      .filter(([commission_bps, fund_bps]) => commission_bps + fund_bps <= 10_000);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000_000 }), rates, (gross_minor, [commission_bps, fund_bps]) => {
        const entry = redemptionEntry(voucherOf(gross_minor, { commission_bps, fund_bps }));
        expect(postingsFault(entry.postings)).toBeUndefined();
        expect(sumOf(entry, "liabilities:held:b1")).toBe(gross_minor);
        expect(sumOf(entry, "liabilities:fund:earned")).toBe(0 - Math.floor((gross_minor * fund_bps) / 10_000));
      }),
    );
  });
});

const REDEEMED: ExportedEntry = {
  type: "entry",
  seq: 3,
  id: "e3",
  ts: "2026-11-21T02:00:00.000Z",
  booked_on: "2026-11-21",
  effective_at: PAID_AT,
  kind: "voucher_redeemed",
  idem: "redeem:v1:1",
  booking: "b1",
  voucher: "v1",
  merchant: "teahouse",
  stripe: { charge: "ch_1", refund: null, transfer: null, dispute: null, balance_transaction: null },
  postings: [
    { account: "liabilities:held:b1", amount: 3_800, currency: "cny" },
    { account: "liabilities:merchant:teahouse", amount: -3_800, currency: "cny" },
  ],
  prev: GENESIS_HASH,
  hash: GENESIS_HASH,
};
const TAKEN_BACK = { voucher_id: "v1", ordinal: 2, cashier_id: "p2" };

describe("a redemption that is taken back", () => {
  test("is mirrored posting by posting, and names what it reverses and who did it", () => {
    expect(redemptionUndoneEntry(TAKEN_BACK, REDEEMED)).toEqual({
      kind: "redemption_undone",
      idem: "undo:v1:2",
      effective_at: PAID_AT,
      booking_id: "b1",
      voucher_id: "v1",
      merchant_id: "teahouse",
      stripe: { charge: "ch_1" },
      reverses: "e3",
      actor: "p2",
      postings: [
        { account: "liabilities:held:b1", amount_minor: -3_800, currency: "cny" },
        { account: "liabilities:merchant:teahouse", amount_minor: 3_800, currency: "cny" },
      ],
    });
  });

  test("names only what its entry named", () => {
    const { merchant: _merchant, ...nameless } = REDEEMED;
    const entry = redemptionUndoneEntry(TAKEN_BACK, {
      ...nameless,
      booking: null,
      stripe: { ...REDEEMED.stripe, charge: null },
    });
    expect(Object.keys(entry).sort()).toEqual(
      ["actor", "effective_at", "idem", "kind", "postings", "reverses", "voucher_id"].sort(),
    );
    expect(mirrorPostings(nameless)).toEqual(entry.postings);
  });
});
