import type { RefundReason } from "#db/schema/bookings";
import type { Split } from "~/fund/contribution";
import type { Instant } from "~/kernel/instant";
import type { Minor } from "~/kernel/money";
import {
  COMMISSION,
  FUND_EARNED,
  heldAccount,
  merchantAccount,
  STRIPE_BALANCE,
  STRIPE_FEES,
  surplusAccount,
} from "~/ledger/account";
import type { ExportedEntry } from "~/ledger/exported-entry";
import { credit, debit, type EntryKind, type JournalEntry, type PolicyTerms } from "~/ledger/journal-entry";
import type { ChargeFact, RefundFact } from "~/payments/checkout";

/** Money arrived for a booking that takes it: owed to the resident until the voucher is used. */
export function paymentEntry(booking_id: string, charge: ChargeFact): JournalEntry {
  return {
    kind: "payment_captured",
    idem: `charge:${charge.id}`,
    effective_at: charge.captured_at,
    booking_id,
    stripe: { charge: charge.id },
    postings: [
      ...debit(STRIPE_BALANCE, charge.amount_minor, charge.currency),
      ...credit(heldAccount(booking_id), charge.amount_minor, charge.currency),
    ],
  };
}

/** Money arrived that no booking can take: it goes back in full. */
export function surplusEntry(booking_id: string, charge: ChargeFact): JournalEntry {
  return {
    ...paymentEntry(booking_id, charge),
    kind: "payment_surplus",
    postings: [
      ...debit(STRIPE_BALANCE, charge.amount_minor, charge.currency),
      ...credit(surplusAccount(booking_id), charge.amount_minor, charge.currency),
    ],
  };
}

/** The processor's fee is the operator's cost, never the fund's or the resident's. Undefined where it is zero. */
export function feeEntry(booking_id: string, charge: ChargeFact): JournalEntry | undefined {
  if (!charge.fee || charge.fee.fee_minor === 0) return undefined;
  return {
    kind: "stripe_fee",
    idem: `fee:${charge.fee.balance_transaction_id}`,
    effective_at: charge.captured_at,
    booking_id,
    stripe: { charge: charge.id, balance_transaction: charge.fee.balance_transaction_id },
    postings: [
      ...debit(STRIPE_FEES, charge.fee.fee_minor, charge.currency),
      ...credit(STRIPE_BALANCE, charge.fee.fee_minor, charge.currency),
    ],
  };
}

/** A redeemed voucher, with everything its split follows from. */
export type RedeemedVoucher = {
  booking_id: string;
  voucher_id: string;
  merchant_id: string;
  ordinal: number;
  gross_minor: Minor;
  currency: string;
  charge_id: string;
  paid_at: Instant;
  policy: PolicyTerms;
  split: Split;
  cashier_id: string;
};

/** The voucher was used: what was held is split between merchant, operator and fund by the policy of the payment. */
export function redemptionEntry(voucher: RedeemedVoucher): JournalEntry {
  const { currency, split } = voucher;
  return {
    kind: "voucher_redeemed",
    idem: `redeem:${voucher.voucher_id}:${voucher.ordinal}`,
    effective_at: voucher.paid_at,
    booking_id: voucher.booking_id,
    voucher_id: voucher.voucher_id,
    merchant_id: voucher.merchant_id,
    stripe: { charge: voucher.charge_id },
    policy: voucher.policy,
    actor: voucher.cashier_id,
    postings: [
      ...debit(heldAccount(voucher.booking_id), voucher.gross_minor, currency),
      ...credit(merchantAccount(voucher.merchant_id), split.merchant_minor, currency),
      ...credit(COMMISSION, split.commission_minor, currency),
      ...credit(FUND_EARNED, split.fund_minor, currency),
    ],
  };
}

/** What a refund gives back and from which account. */
export type RefundedBooking = { booking_id: string; paid_at: Instant; reason: RefundReason };

const REFUND_KINDS = {
  resident_cancelled: "refund",
  expired: "expiry_refund",
  surplus: "surplus_refund",
} as const satisfies Record<RefundReason, EntryKind>;

/** Money went back before use, at the end of a voucher, or because no booking could take it. */
export function refundEntry(booking: RefundedBooking, refund: RefundFact): JournalEntry {
  const is_surplus = booking.reason === "surplus";
  return {
    kind: REFUND_KINDS[booking.reason],
    idem: `refund:${refund.stripe_refund_id}`,
    effective_at: booking.paid_at,
    booking_id: booking.booking_id,
    stripe: {
      charge: refund.charge_id,
      refund: refund.stripe_refund_id,
      ...(refund.balance_transaction_id && { balance_transaction: refund.balance_transaction_id }),
    },
    postings: [
      ...debit(
        is_surplus ? surplusAccount(booking.booking_id) : heldAccount(booking.booking_id),
        refund.amount_minor,
        refund.currency,
      ),
      ...credit(STRIPE_BALANCE, refund.amount_minor, refund.currency),
    ],
  };
}

/** The refund did not reach the resident: its entry is mirrored, a person takes over. */
export function refundFailedEntry(refund: RefundFact, reversed: ExportedEntry): JournalEntry {
  return {
    kind: "refund_failed",
    idem: `refund_failed:${refund.stripe_refund_id}`,
    effective_at: reversed.effective_at as Instant,
    ...(reversed.booking !== null && { booking_id: reversed.booking }),
    reverses: reversed.id,
    stripe: {
      charge: refund.charge_id,
      refund: refund.stripe_refund_id,
      ...(refund.failure_balance_transaction_id && { balance_transaction: refund.failure_balance_transaction_id }),
    },
    postings: reversed.postings.map(({ account, amount, currency }) => ({ account, amount_minor: -amount, currency })),
  };
}
