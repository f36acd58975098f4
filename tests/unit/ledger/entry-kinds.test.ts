import { expect, test } from "vitest";
import { isEntryKind } from "~/ledger/journal-entry";

test.each([
  "payment_captured",
  "payment_surplus",
  "stripe_fee",
  "voucher_redeemed",
  "redemption_undone",
  "refund",
  "expiry_refund",
  "surplus_refund",
  "refund_failed",
  "refund_paid_otherwise",
  "transfer",
  "transfer_reversed",
  "receivable_netted",
  "merchant_paid",
  "dispute_opened",
  "dispute_won",
  "dispute_lost",
  "dispute_recovered",
  "payout",
  "payout_failed",
  "fund_sent",
  "fund_banked",
])("%s is a kind of entry, as promised to auditors", (kind) => {
  expect(isEntryKind(kind)).toBe(true);
});

test.each(["", "Refund", "refund ", "bribe"])("%j is none", (text) => {
  expect(isEntryKind(text)).toBe(false);
});
