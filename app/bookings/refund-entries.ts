import type { LossBearer, PartyAtFault, RefundPartTable, RefundReason } from "#db/schema/bookings";
import type { Split } from "~/fund/contribution";
import { type CalendarDay, calendarDay } from "~/kernel/calendar-day";
import type { Instant } from "~/kernel/instant";
import type { Minor } from "~/kernel/money";
import {
  COMMISSION,
  FUND_EARNED,
  heldAccount,
  merchantAccount,
  OPERATOR_BANK,
  receivableAccount,
  STRIPE_BALANCE,
  surplusAccount,
} from "~/ledger/account";
import type { ExportedEntry } from "~/ledger/exported-entry";
import type { EntryKind, JournalEntry, Posting } from "~/ledger/journal-entry";
import type { RefundFact } from "~/payments/checkout";
import { mirrorPostings } from "./booking-entries";

/** What part of a refund comes from where; of a split part, who gives back how much. */
export type PostedPart = { source: RefundPartTable["source"]; voucher_id: string | null; amount_minor: Minor } & {
  shares?: Split;
  is_merchant_paid?: boolean;
};

/** Whose booking, and why it goes back. */
export type RefundedBooking = {
  booking_id: string;
  merchant_id: string;
  paid_at: Instant;
  reason: RefundReason;
  parts: readonly PostedPart[];
};

const REFUND_KINDS = {
  resident_cancelled: "refund",
  expired: "expiry_refund",
  surplus: "surplus_refund",
  agreed: "refund",
  dashboard: "refund",
  rest: "refund",
} as const satisfies Record<RefundReason, EntryKind>;

/** Whose doing each kind of refund is, and who bears its cost where nothing else was agreed. Source: payments.md, C5. */
export const REFUND_BLAME: Readonly<Record<RefundReason, { at_fault: PartyAtFault; loss_borne_by: LossBearer }>> = {
  resident_cancelled: { at_fault: "resident", loss_borne_by: "operator" },
  expired: { at_fault: "resident", loss_borne_by: "operator" },
  surplus: { at_fault: "nobody", loss_borne_by: "operator" },
  agreed: { at_fault: "merchant", loss_borne_by: "everyone" },
  dashboard: { at_fault: "operator", loss_borne_by: "everyone" },
  rest: { at_fault: "operator", loss_borne_by: "operator" },
};

/**
 * Money went back: before use out of what is held, after use out of what each party had received, or because no booking
 * could take it. One entry a refund at the processor.
 */
export function refundEntry(booking: RefundedBooking, refund: RefundFact): JournalEntry {
  return {
    kind: REFUND_KINDS[booking.reason],
    idem: `refund:${refund.stripe_refund_id}`,
    effective_at: booking.paid_at,
    ...aboutOf(booking),
    stripe: {
      charge: refund.charge_id,
      refund: refund.stripe_refund_id,
      ...(refund.balance_transaction_id && { balance_transaction: refund.balance_transaction_id }),
    },
    postings: [
      ...partPostings(booking, refund.currency),
      { account: STRIPE_BALANCE, amount_minor: -refund.amount_minor, currency: refund.currency },
    ],
  };
}

/** One line an account, whatever the number of parts; a party that gives back nothing has none. */
function partPostings({ booking_id, merchant_id, parts }: RefundedBooking, currency: string): Posting[] {
  const amounts = new Map<string, Minor>();
  const add = (account: string, amount_minor: Minor) =>
    amounts.set(account, (amounts.get(account) ?? 0) + amount_minor);
  for (const { source, amount_minor, shares, is_merchant_paid } of parts) {
    if (source === "held") add(heldAccount(booking_id), amount_minor);
    else if (source === "surplus" || !shares) add(surplusAccount(booking_id), amount_minor);
    else {
      add(is_merchant_paid ? receivableAccount(merchant_id) : merchantAccount(merchant_id), shares.merchant_minor);
      add(COMMISSION, shares.commission_minor);
      add(FUND_EARNED, shares.fund_minor);
    }
  }
  return [...amounts].flatMap(([account, amount_minor]) =>
    amount_minor === 0 ? [] : [{ account, amount_minor, currency }],
  );
}

/** The refund did not reach the resident: its entry is mirrored, a person takes over. */
export function refundFailedEntry(refund: RefundFact, reversed: ExportedEntry): JournalEntry {
  return {
    kind: "refund_failed",
    idem: `refund_failed:${refund.stripe_refund_id}`,
    effective_at: reversed.effective_at as Instant,
    ...(reversed.booking !== null && { booking_id: reversed.booking }),
    ...(reversed.voucher !== undefined && { voucher_id: reversed.voucher }),
    ...(reversed.merchant !== undefined && { merchant_id: reversed.merchant }),
    reverses: reversed.id,
    stripe: {
      charge: refund.charge_id,
      refund: refund.stripe_refund_id,
      ...(refund.failure_balance_transaction_id && { balance_transaction: refund.failure_balance_transaction_id }),
    },
    postings: mirrorPostings(reversed),
  };
}

/** The bank's statement says that the operator paid a refund the processor could not deliver, out of its own bank account. */
export function refundPaidOtherwiseEntry(
  booking: RefundedBooking,
  refund: { id: string; amount_minor: Minor; currency: string; paid_by: string; booked_on: CalendarDay },
): JournalEntry {
  return {
    kind: "refund_paid_otherwise",
    idem: `refund_paid_otherwise:${refund.id}`,
    effective_at: booking.paid_at,
    ...aboutOf(booking),
    booked_on: refund.booked_on,
    actor: refund.paid_by,
    postings: [
      ...partPostings(booking, refund.currency),
      { account: OPERATOR_BANK, amount_minor: -refund.amount_minor, currency: refund.currency },
    ],
  };
}

/** The bank's statement says that such a payment came back. */
export function refundPaymentReturnedEntry(
  reversed: ExportedEntry,
  line: { id: string; booked_on: string },
  now: Instant,
): JournalEntry {
  return {
    kind: "payment_returned",
    idem: `bank:${line.id}`,
    effective_at: now,
    ...(reversed.booking !== null && { booking_id: reversed.booking }),
    ...(reversed.voucher !== undefined && { voucher_id: reversed.voucher }),
    ...(reversed.merchant !== undefined && { merchant_id: reversed.merchant }),
    booked_on: calendarDay(line.booked_on),
    reverses: reversed.id,
    postings: mirrorPostings(reversed),
  };
}

/** A refund that concerns one voucher names it; one that takes from a merchant names the merchant. */
function aboutOf({ booking_id, merchant_id, parts }: RefundedBooking) {
  const [voucher_id, ...others] = new Set(parts.flatMap(({ voucher_id }) => voucher_id ?? []));
  return {
    booking_id,
    ...(voucher_id !== undefined && others.length === 0 && { voucher_id }),
    ...(parts.some(({ source }) => source === "split") && { merchant_id }),
  };
}
