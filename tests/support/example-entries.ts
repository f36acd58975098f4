import type { RefundReason } from "#db/schema/bookings";
import {
  feeEntry,
  paymentEntry,
  redemptionEntry,
  redemptionUndoneEntry,
  surplusEntry,
} from "~/bookings/booking-entries";
import { disputeLostEntry, disputeMoneyEntry, disputeRecoveredEntry } from "~/bookings/dispute-entries";
import {
  allocateLoss,
  allocateRecovery,
  allocateSurplusLoss,
  type DisputedVoucher,
  type LossPart,
} from "~/bookings/dispute-loss";
import {
  type PostedPart,
  refundEntry,
  refundFailedEntry,
  refundPaidOtherwiseEntry,
  refundPaymentReturnedEntry,
} from "~/bookings/refund-entries";
import { refundShares } from "~/bookings/refund-shares";
import { splitOf } from "~/fund/contribution";
import { calendarDay } from "~/kernel/calendar-day";
import { instant } from "~/kernel/instant";
import { type ExportedEntry, GENESIS_HASH } from "~/ledger/exported-entry";
import type { JournalEntry } from "~/ledger/journal-entry";
import {
  fundBankedEntry,
  fundSentEntry,
  merchantPaidEntry,
  nettingUndoneEntry,
  paymentReturnedEntry,
  receivableNettedEntry,
} from "~/payouts/payout-entries";
import { transferEntry, transferReversedEntry } from "~/payouts/transfer-entries";
import { withdrawalEntry, withdrawalFailedEntry } from "~/payouts/withdrawal-entries";

/** One voucher of ¥36.80, of which ¥10.00 are refunded after use. Ids are the placeholders of app/ledger/README.md. */
const GROSS_MINOR = 3_680;
const REFUNDED_MINOR = 1_000;
const RATES = { commission_bps: 800, fund_bps: 300 };
const SPLIT = splitOf(GROSS_MINOR, RATES);
const NOTHING_BACK = { refunded_minor: 0, commission_minor: 0, fund_minor: 0 };
const SHARES = refundShares(SPLIT, NOTHING_BACK, REFUNDED_MINOR);

const AT = instant("2026-11-20T02:00:00.000Z");
const CURRENCY = "cny";
const BOOKING = { booking_id: "<booking>", merchant_id: "<merchant>", paid_at: AT };
const VOUCHER_ID = "<voucher>";
const CHARGE = {
  id: "<charge>",
  amount_minor: GROSS_MINOR,
  currency: CURRENCY,
  captured_at: AT,
  fee: { balance_transaction_id: "<transaction>", fee_minor: 106 },
};
const POLICY = {
  ...RATES,
  id: "policy",
  scope: "general_merchant/*/*",
  effective_from: "2026-07-01T00:00:00.000Z",
  effective_to: null,
};

/** Every kind of entry as its builder makes it from the example, by its line in app/ledger/README.md. */
export function exampleEntries(): Map<string, JournalEntry> {
  return new Map([...ofPayment(), ...ofUse(), ...ofRefunds(), ...ofDisputes(), ...ofMerchant(), ...ofFund()]);
}

/** As it will be found in the journal; its id is the line it has in the README. */
function posted(line: string, entry: JournalEntry): ExportedEntry {
  return {
    type: "entry",
    seq: 1,
    id: line,
    ts: AT,
    booked_on: "2026-11-20",
    effective_at: entry.effective_at,
    kind: entry.kind,
    idem: entry.idem,
    booking: entry.booking_id ?? null,
    stripe: { charge: null, refund: null, transfer: null, dispute: null, balance_transaction: null },
    postings: entry.postings.map(({ account, amount_minor, currency }) => ({
      account,
      amount: amount_minor,
      currency,
    })),
    prev: GENESIS_HASH,
    hash: GENESIS_HASH,
  };
}

type Lines = [line: string, entry: JournalEntry][];

function ofPayment(): Lines {
  const fee = feeEntry(BOOKING.booking_id, CHARGE);
  return [
    ["payment_captured", paymentEntry(BOOKING.booking_id, CHARGE)],
    ...(fee ? ([["stripe_fee", fee]] satisfies Lines) : []),
    ["payment_surplus", surplusEntry(BOOKING.booking_id, CHARGE)],
  ];
}

function ofUse(): Lines {
  const redemption = { voucher_id: VOUCHER_ID, ordinal: 1, cashier_id: "cashier" };
  const redeemed = redemptionEntry({
    ...BOOKING,
    ...redemption,
    gross_minor: GROSS_MINOR,
    currency: CURRENCY,
    charge_id: CHARGE.id,
    policy: POLICY,
    split: SPLIT,
  });
  return [
    ["voucher_redeemed", redeemed],
    ["redemption_undone", redemptionUndoneEntry(redemption, posted("voucher_redeemed", redeemed))],
  ];
}

function ofRefunds(): Lines {
  const given = (reason: RefundReason, part: Omit<PostedPart, "voucher_id">) => {
    const booking = { ...BOOKING, reason, parts: [{ ...part, voucher_id: VOUCHER_ID }] };
    return refundEntry(booking, refundOf(part.amount_minor));
  };
  const held = { source: "held", amount_minor: GROSS_MINOR } as const;
  const split = { source: "split", amount_minor: REFUNDED_MINOR, shares: SHARES } as const;
  const unused = given("resident_cancelled", held);
  const booking = { ...BOOKING, reason: "resident_cancelled" as const, parts: [{ ...held, voucher_id: VOUCHER_ID }] };
  const own = {
    id: "<own-refund>",
    amount_minor: GROSS_MINOR,
    currency: CURRENCY,
    paid_by: "operator",
    booked_on: calendarDay("2026-11-20"),
  };
  const paid = refundPaidOtherwiseEntry(booking, own);
  return [
    ["surplus_refund", given("surplus", { source: "surplus", amount_minor: GROSS_MINOR })],
    ["refund before use", unused],
    ["expiry_refund", given("expired", held)],
    ["refund after use", given("agreed", split)],
    ["refund after the shop was paid", given("agreed", { ...split, is_merchant_paid: true })],
    ["refund_failed", refundFailedEntry(refundOf(GROSS_MINOR), posted("refund before use", unused))],
    ["refund_paid_otherwise", paid],
    ["payment_returned of a refund", refundPaymentReturnedEntry(posted("refund_paid_otherwise", paid), BANK_LINE, AT)],
  ];
}

function refundOf(amount_minor: number) {
  return {
    stripe_refund_id: "<refund>",
    charge_id: CHARGE.id,
    amount_minor,
    currency: CURRENCY,
    outcome: "succeeded" as const,
  };
}

const DISPUTE = {
  id: "<dispute>",
  charge_id: CHARGE.id,
  amount_minor: GROSS_MINOR,
  currency: CURRENCY,
  status: "lost",
  reason: "general",
  opened_at: AT,
  transactions: [],
};

function ofDisputes(): Lines {
  const moved = (amount_minor: number, fee_minor: number, idem: string) =>
    disputeMoneyEntry(
      BOOKING,
      DISPUTE,
      { balance_transaction_id: "<transaction>", amount_minor, fee_minor, net_minor: amount_minor - fee_minor },
      idem,
    );
  const lost = (parts: readonly LossPart[]) => disputeLostEntry(BOOKING, DISPUTE, parts, "dispute_lost:<dispute>");
  const recovered = (parts: readonly LossPart[]) =>
    disputeRecoveredEntry(BOOKING, DISPUTE, backOf(parts), "dispute_recovered:<dispute>");
  const [unused, used] = [lossOf("void", false), lossOf("redeemed", false)];
  return [
    ["dispute_opened", moved(-GROSS_MINOR, 1_500, "dispute:<dispute>")],
    ["dispute_won", moved(GROSS_MINOR, 0, "dispute_won:<transaction>")],
    ["dispute_lost before use", lost(unused)],
    ["dispute_lost after use", lost(used)],
    ["dispute_lost after the shop was paid", lost(lossOf("redeemed", true))],
    ["dispute_lost of surplus", lost(allocateSurplusLoss(GROSS_MINOR, GROSS_MINOR))],
    ["dispute_recovered before use", recovered(unused)],
    ["dispute_recovered after use", recovered(used)],
  ];
}

function lossOf(state: DisputedVoucher["state"], is_merchant_paid: boolean): LossPart[] {
  const left = { left_minor: GROSS_MINOR, merchant_left_minor: SPLIT.merchant_minor };
  return allocateLoss([{ id: VOUCHER_ID, state, ...left, is_merchant_paid }], GROSS_MINOR);
}

function backOf(parts: readonly LossPart[]) {
  const rows = parts.map((part, ordinal) => ({
    ...part,
    dispute_id: DISPUTE.id,
    ordinal,
    is_merchant_paid: part.is_merchant_paid ? 1 : 0,
    recovered_minor: 0,
    recovered_merchant_minor: 0,
  }));
  return allocateRecovery(rows, GROSS_MINOR);
}

const BANK_LINE = { id: "<line>", booked_on: "2026-11-20" };

function ofMerchant(): Lines {
  const withdrawal = {
    stripe_payout_id: "<payout>",
    amount_minor: GROSS_MINOR,
    currency: CURRENCY,
    outcome: "paid" as const,
  };
  const withdrawn = withdrawalEntry({ reference: "SJ1", approved_by: "operator" }, withdrawal, AT);
  const payout = { id: "<own-payout>", reference: "SJ1", currency: CURRENCY, amount_minor: SPLIT.merchant_minor };
  const paid = merchantPaidEntry({ ...payout, merchant_id: BOOKING.merchant_id }, BANK_LINE, AT);
  const netted = receivableNettedEntry(
    {
      idem: "netted:<own-payout>",
      merchant_id: BOOKING.merchant_id,
      netted_minor: SHARES.merchant_minor,
      currency: CURRENCY,
    },
    AT,
  );
  return [
    ["payout", withdrawn],
    ["payout_failed", withdrawalFailedEntry(posted("payout", withdrawn), withdrawal, AT)],
    ["merchant_paid", paid],
    ["payment_returned", paymentReturnedEntry(posted("merchant_paid", paid), BANK_LINE, AT)],
    ["receivable_netted", netted],
    ["receivable_netted taken back", nettingUndoneEntry(posted("receivable_netted", netted), "<own-payout>", AT)],
    ...ofTransfer(),
  ];
}

function ofTransfer(): Lines {
  const share = { ...BOOKING, voucher_id: VOUCHER_ID, charge_id: CHARGE.id };
  const transfer = {
    stripe_transfer_id: "<transfer>",
    amount_minor: SPLIT.merchant_minor,
    currency: CURRENCY,
    reversals: [],
    attempt: 1,
    is_reversed: false,
  };
  const reversal = { stripe_reversal_id: "<reversal>", amount_minor: SHARES.merchant_minor };
  return [
    ["transfer", transferEntry(share, transfer)],
    ["transfer_reversed", transferReversedEntry(share, transfer, reversal)],
  ];
}

function ofFund(): Lines {
  const payout = { id: "<own-payout>", reference: "SJ1", currency: CURRENCY, amount_minor: SPLIT.fund_minor };
  const sent = fundSentEntry(payout, BANK_LINE, AT);
  return [
    ["fund_sent", sent],
    ["fund_banked", fundBankedEntry(payout, BANK_LINE, AT)],
    ["payment_returned of the fund", paymentReturnedEntry(posted("fund_sent", sent), BANK_LINE, AT)],
  ];
}
