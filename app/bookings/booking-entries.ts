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
import { credit, debit, type JournalEntry, type PolicyTerms, type Posting } from "~/ledger/journal-entry";
import type { ChargeFact } from "~/payments/checkout";

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

/** Says in the journal that money came for a booking which is not in this database. */
export const STRAY_MEMO = "booking-unknown";

/** Money arrived for a booking that is not here: it goes back in full, and says why. */
export function strayEntry(booking_id: string, charge: ChargeFact): JournalEntry {
  return { ...surplusEntry(booking_id, charge), memo: STRAY_MEMO };
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

/** Marks a redemption nobody came to, kept under the terms shown before paying. */
const NO_SHOW_MEMO = "no-show";

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
  /** Undefined for a no-show whose price is kept: nobody served. */
  cashier_id: string | undefined;
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
    ...(voucher.cashier_id === undefined ? { memo: NO_SHOW_MEMO } : { actor: voucher.cashier_id }),
    postings: [
      ...debit(heldAccount(voucher.booking_id), voucher.gross_minor, currency),
      ...credit(merchantAccount(voucher.merchant_id), split.merchant_minor, currency),
      ...credit(COMMISSION, split.commission_minor, currency),
      ...credit(FUND_EARNED, split.fund_minor, currency),
    ],
  };
}

/** The cashier took a redemption back: its entry is mirrored, the money is held for the resident again. */
export function redemptionUndoneEntry(
  redemption: { voucher_id: string; ordinal: number; cashier_id: string },
  reversed: ExportedEntry,
): JournalEntry {
  return {
    kind: "redemption_undone",
    idem: `undo:${redemption.voucher_id}:${redemption.ordinal}`,
    effective_at: reversed.effective_at as Instant,
    ...(reversed.booking !== null && { booking_id: reversed.booking }),
    voucher_id: redemption.voucher_id,
    ...(reversed.merchant !== undefined && { merchant_id: reversed.merchant }),
    ...(reversed.stripe.charge !== null && { stripe: { charge: reversed.stripe.charge } }),
    reverses: reversed.id,
    actor: redemption.cashier_id,
    postings: mirrorPostings(reversed),
  };
}

/** The same accounts, the other way round. */
export function mirrorPostings({ postings }: Pick<ExportedEntry, "postings">): Posting[] {
  return postings.map(({ account, amount, currency }) => ({ account, amount_minor: -amount, currency }));
}
