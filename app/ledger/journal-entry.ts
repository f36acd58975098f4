import { assert } from "~/kernel/assert";
import type { CalendarDay } from "~/kernel/calendar-day";
import type { Instant } from "~/kernel/instant";
import type { Minor } from "~/kernel/money";
import { ACCOUNT_PATTERN } from "./account";

/** Kinds of business facts that reach the journal so far; new kinds may be added, meanings never change. */
export const ENTRY_KINDS = [
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
  "payment_returned",
  "dispute_opened",
  "dispute_won",
  "dispute_lost",
  "dispute_recovered",
  "payout",
  "payout_failed",
  "fund_sent",
  "fund_banked",
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

export function isEntryKind(text: string): text is EntryKind {
  return (ENTRY_KINDS as readonly string[]).includes(text);
}

/** One line of an entry: whole minor units, debit positive, credit negative, never 0. */
export type Posting = { readonly account: string; readonly amount_minor: Minor; readonly currency: string };

/** The share policy whose terms an entry was split by, as it stood when the resident paid. */
export type PolicyTerms = {
  readonly id: string;
  readonly scope: string;
  readonly commission_bps: number;
  readonly fund_bps: number;
  readonly effective_from: string;
  readonly effective_to: string | null;
};

/** The processor's objects that an entry speaks of. */
type StripeReferences = {
  readonly charge?: string;
  readonly refund?: string;
  readonly transfer?: string;
  readonly dispute?: string;
  readonly balance_transaction?: string;
};

/** A balanced business fact, before the ledger gives it a number, a time and its place in the chain. */
export type JournalEntry = {
  readonly kind: EntryKind;
  /** Unique name of the fact: posting it twice is impossible. */
  readonly idem: string;
  readonly postings: readonly Posting[];
  /** The instant whose rules apply; for everything that happens to a paid booking, the instant of payment. */
  readonly effective_at: Instant;
  /** Set for bank-side kinds only; otherwise the local date of posting. */
  readonly booked_on?: CalendarDay;
  readonly booking_id?: string;
  readonly voucher_id?: string;
  readonly merchant_id?: string;
  readonly stripe?: StripeReferences;
  readonly policy?: PolicyTerms;
  /** Id of the entry this one mirrors. */
  readonly reverses?: string;
  /** Random id of the person who acted; never a name. */
  readonly actor?: string;
  readonly memo?: string;
};

/** A posting of money that goes in (debit). A zero amount gives no posting at all. */
export function debit(account: string, amount_minor: Minor, currency: string): Posting[] {
  assert(amount_minor >= 0, "a debit is not negative");
  return amount_minor === 0 ? [] : [{ account, amount_minor, currency }];
}

/** A posting of money that goes out (credit). A zero amount gives no posting at all. */
export function credit(account: string, amount_minor: Minor, currency: string): Posting[] {
  assert(amount_minor >= 0, "a credit is not negative");
  return amount_minor === 0 ? [] : [{ account, amount_minor: -amount_minor, currency }];
}

/** What is wrong with a set of postings, or undefined when they balance in every currency. */
export function postingsFault(postings: readonly Posting[]): string | undefined {
  if (postings.length < 2) return "fewer than two postings";
  const sums = new Map<string, number>();
  for (const posting of postings) {
    if (!Number.isSafeInteger(posting.amount_minor) || posting.amount_minor === 0)
      return `amount ${posting.amount_minor}`;
    if (!ACCOUNT_PATTERN.test(posting.account)) return `account ${posting.account}`;
    if (!/^[a-z]{3}$/.test(posting.currency)) return `currency ${posting.currency}`;
    sums.set(posting.currency, (sums.get(posting.currency) ?? 0) + posting.amount_minor);
  }
  for (const [currency, sum] of sums) if (sum !== 0) return `postings differ by ${sum} ${currency}`;
  return undefined;
}
