import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  feeEntry,
  paymentEntry,
  type RedeemedVoucher,
  redemptionEntry,
  surplusEntry,
} from "~/bookings/booking-entries";
import { type RefundedBooking, refundEntry, refundFailedEntry } from "~/bookings/refund-entries";
import { splitOf } from "~/fund/contribution";
import { instant } from "~/kernel/instant";
import { GENESIS_HASH } from "~/ledger/exported-entry";
import { type JournalEntry, postingsFault } from "~/ledger/journal-entry";
import type { ChargeFact, RefundFact } from "~/payments/checkout";

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
const REFUND: RefundFact = {
  stripe_refund_id: "re_1",
  refund_id: "r1",
  charge_id: "ch_1",
  amount_minor: 7_600,
  currency: "cny",
  outcome: "succeeded",
  balance_transaction_id: "txn_2",
  failure_balance_transaction_id: "txn_3",
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
    expect(sumOf(entry, "assets:stripe")).toBe(7_600);
    expect(sumOf(entry, "liabilities:held:b1")).toBe(-7_600);
    expect(entry).toMatchObject({ kind: "payment_captured", idem: "charge:ch_1", effective_at: PAID_AT });
  });

  test("that no booking can take is surplus, under the same name: a charge is one or the other", () => {
    const entry = surplusEntry("b1", CHARGE);
    expect(postingsFault(entry.postings)).toBeUndefined();
    expect(sumOf(entry, "liabilities:surplus:b1")).toBe(-7_600);
    expect(entry.kind).toBe("payment_surplus");
    expect(entry.idem).toBe(paymentEntry("b1", CHARGE).idem);
  });

  test("costs the operator the processor's fee, and nobody else", () => {
    const entry = feeEntry("b1", CHARGE);
    expect(entry && postingsFault(entry.postings)).toBeUndefined();
    expect(entry && sumOf(entry, "expenses:stripe_fees")).toBe(301);
    expect(entry?.postings).toHaveLength(2);
    expect(entry?.stripe).toEqual({ charge: "ch_1", balance_transaction: "txn_1" });
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
    expect(sumOf(entry, "liabilities:held:b1")).toBe(3_800);
    expect(sumOf(entry, "revenue:commission")).toBe(-133);
    expect(sumOf(entry, "liabilities:fund:earned")).toBe(-171);
    expect(sumOf(entry, "liabilities:merchant:teahouse")).toBe(-3_496);
    expect(entry).toMatchObject({ kind: "voucher_redeemed", idem: "redeem:v1:1", actor: "p1", effective_at: PAID_AT });
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

const HELD: RefundedBooking = {
  booking_id: "b1",
  merchant_id: "m1",
  paid_at: PAID_AT,
  reason: "resident_cancelled",
  parts: [{ source: "held", voucher_id: "v1", amount_minor: 7_600 }],
};
const SURPLUS: RefundedBooking = {
  ...HELD,
  reason: "surplus",
  parts: [{ source: "surplus", voucher_id: null, amount_minor: 7_600 }],
};

describe("a refund", () => {
  test("before use takes what was held, and names the charge, the refund and its transaction", () => {
    const entry = refundEntry(HELD, REFUND);
    expect(postingsFault(entry.postings)).toBeUndefined();
    expect(sumOf(entry, "liabilities:held:b1")).toBe(7_600);
    expect(sumOf(entry, "assets:stripe")).toBe(-7_600);
    expect(entry.stripe).toEqual({ charge: "ch_1", refund: "re_1", balance_transaction: "txn_2" });
  });

  test("at expiry moves the same under its own kind", () => {
    const entry = refundEntry({ ...HELD, reason: "expired" }, REFUND);
    expect(entry).toEqual({
      ...refundEntry(HELD, REFUND),
      kind: "expiry_refund",
    });
  });

  test("of surplus takes the surplus", () => {
    const entry = refundEntry(SURPLUS, REFUND);
    expect(postingsFault(entry.postings)).toBeUndefined();
    expect(sumOf(entry, "liabilities:surplus:b1")).toBe(7_600);
    expect(entry.kind).toBe("surplus_refund");
  });

  test("that failed is mirrored posting by posting and names what it reverses", () => {
    const posted = refundEntry(HELD, REFUND);
    const entry = refundFailedEntry(REFUND, {
      type: "entry",
      seq: 3,
      id: "e3",
      ts: PAID_AT,
      booked_on: "2026-11-20",
      effective_at: PAID_AT,
      kind: posted.kind,
      idem: posted.idem,
      booking: "b1",
      stripe: { charge: "ch_1", refund: "re_1", transfer: null, dispute: null, balance_transaction: "txn_2" },
      postings: posted.postings.map(({ account, amount_minor, currency }) => ({
        account,
        amount: amount_minor,
        currency,
      })),
      prev: GENESIS_HASH,
      hash: GENESIS_HASH,
    });
    expect(postingsFault(entry.postings)).toBeUndefined();
    expect(entry.reverses).toBe("e3");
    expect(entry.stripe?.balance_transaction).toBe("txn_3");
    for (const { account } of posted.postings) expect(sumOf(entry, account)).toBe(0 - sumOf(posted, account));
  });
});
