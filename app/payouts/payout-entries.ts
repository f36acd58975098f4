import type { PayoutTable } from "#db/schema/payouts";
import { type CalendarDay, calendarDay } from "~/kernel/calendar-day";
import type { Instant } from "~/kernel/instant";
import type { Minor } from "~/kernel/money";
import {
  FUND_BANK,
  FUND_BANKED,
  FUND_EARNED,
  FUND_TRANSIT,
  merchantAccount,
  OPERATOR_BANK,
  receivableAccount,
} from "~/ledger/account";
import type { ExportedEntry } from "~/ledger/exported-entry";
import { credit, debit, type JournalEntry, type Posting } from "~/ledger/journal-entry";

/** Which payout an entry speaks of. `reference` is what the bank prints. */
export type PayoutFact = { id: string; merchant_id: string; reference: string; currency: string; amount_minor: Minor };
export type FundPayoutFact = Omit<PayoutFact, "merchant_id">;
/** The bank's line, dated as the bank dates it. */
export type BankLineFact = { id: string; booked_on: string };

/**
 * What a merchant has to give back is taken from what is owed to that merchant; a negative amount is a receivable that
 * was given back too much, and is owed again.
 */
export function receivableNettedEntry(
  netting: { idem: string; merchant_id: string; netted_minor: Minor; currency: string; memo?: string },
  now: Instant,
): JournalEntry {
  const { idem, merchant_id, netted_minor, currency, memo } = netting;
  return {
    kind: "receivable_netted",
    idem,
    effective_at: now,
    merchant_id,
    ...(memo !== undefined && { memo }),
    postings: [
      { account: merchantAccount(merchant_id), amount_minor: netted_minor, currency },
      { account: receivableAccount(merchant_id), amount_minor: -netted_minor, currency },
    ],
  };
}

/** Under which name a payout's setting off stands in the journal; once more where the bank paid it after it was given up. */
export function nettingName({ id, reopened_as }: Pick<PayoutTable, "id" | "reopened_as">): string {
  return reopened_as === null ? id : `${id}:2`;
}

/** The bank's statement says that the merchant was paid. */
export function merchantPaidEntry(payout: PayoutFact, line: BankLineFact, now: Instant): JournalEntry {
  return {
    kind: "merchant_paid",
    ...bankSide(line, now),
    merchant_id: payout.merchant_id,
    memo: payout.reference,
    postings: [
      ...debit(merchantAccount(payout.merchant_id), payout.amount_minor, payout.currency),
      ...credit(OPERATOR_BANK, payout.amount_minor, payout.currency),
    ],
  };
}

/** Contributions left the operator's account for the fund's. */
export function fundSentEntry(payout: FundPayoutFact, line: BankLineFact, now: Instant): JournalEntry {
  return {
    kind: "fund_sent",
    ...bankSide(line, now),
    idem: `fund_sent:${payout.id}`,
    memo: payout.reference,
    postings: [
      ...debit(FUND_TRANSIT, payout.amount_minor, payout.currency),
      ...credit(OPERATOR_BANK, payout.amount_minor, payout.currency),
    ],
  };
}

/** Contributions are on the fund's own statement: what was earned is banked. */
export function fundBankedEntry(payout: FundPayoutFact, line: BankLineFact, now: Instant): JournalEntry {
  const { amount_minor, currency } = payout;
  return {
    kind: "fund_banked",
    ...bankSide(line, now),
    memo: payout.reference,
    postings: [
      ...debit(FUND_BANK, amount_minor, currency),
      ...debit(FUND_EARNED, amount_minor, currency),
      ...credit(FUND_TRANSIT, amount_minor, currency),
      ...credit(FUND_BANKED, amount_minor, currency),
    ],
  };
}

/** The bank gave a payment back: its entry is mirrored, the money is owed again. */
export function paymentReturnedEntry(reversed: ExportedEntry, line: BankLineFact, now: Instant): JournalEntry {
  return { kind: "payment_returned", ...bankSide(line, now), ...mirrorOf(reversed) };
}

/** A payment that did not reach the merchant: what was set off for it is open again. */
export function nettingUndoneEntry(reversed: ExportedEntry, payout_id: string, now: Instant): JournalEntry {
  return { kind: "receivable_netted", idem: `netted_back:${payout_id}`, effective_at: now, ...mirrorOf(reversed) };
}

function bankSide(line: BankLineFact, now: Instant): { idem: string; effective_at: Instant; booked_on: CalendarDay } {
  return { idem: `bank:${line.id}`, effective_at: now, booked_on: calendarDay(line.booked_on) };
}

function mirrorOf(reversed: ExportedEntry) {
  const postings: Posting[] = reversed.postings.map(({ account, amount, currency }) => ({
    account,
    amount_minor: -amount,
    currency,
  }));
  return {
    ...(reversed.merchant !== undefined && { merchant_id: reversed.merchant }),
    ...(reversed.memo !== undefined && { memo: reversed.memo }),
    reverses: reversed.id,
    postings,
  };
}
