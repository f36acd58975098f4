import type { Minor } from "~/kernel/money";
import { sumMinor } from "~/kernel/money";

/** The fund as somebody who is paid. */
export const FUND_PAYEE = "fund";

/** A redeemed voucher's share that is payable: what is left of it after refunds; −1 fen is possible. */
export type DueShare = { voucher_id: string; payable_minor: Minor };

/** What one merchant is to be paid, and what the merchant has to give back (negative: gave back too much). */
export type MerchantDue = { shares: readonly DueShare[]; receivable_minor: Minor };

/**
 * What one merchant gets: the due shares less everything open on the receivable. Undefined where that leaves nothing;
 * shares and receivable then wait for more. Source: payments.md, C5.
 */
export function plannedPayment(due: MerchantDue): { amount_minor: Minor; netted_minor: Minor } | undefined {
  const payable_minor = sumMinor(due.shares.map((share) => share.payable_minor));
  const amount_minor = payable_minor - due.receivable_minor;
  return amount_minor > 0 ? { amount_minor, netted_minor: due.receivable_minor } : undefined;
}

/** One share that is to be transferred, and what stands open with its merchant. */
export type ShareDue = {
  payable_minor: Minor;
  /** To be had back from the merchant; negative where too much was had back. */
  receivable_minor: Minor;
  /** What of that was asked back from the processor already. */
  reversing_minor: Minor;
  /** How much more than the share its charge can carry: a transfer never exceeds its charge. */
  room_minor: Minor;
};

/**
 * What is transferred for one share: less what the merchant has to give back, up to all of it, or with what was had back
 * too much, as far as the charge carries it. A share of −1 fen is had back with the next one. Source: payments.md, C4, C5.
 */
export function plannedTransfer(due: ShareDue): { amount_minor: Minor; netted_minor: Minor } {
  const { payable_minor, receivable_minor, reversing_minor, room_minor } = due;
  if (payable_minor < 0) return { amount_minor: 0, netted_minor: payable_minor };
  const netted_minor =
    receivable_minor < 0
      ? -Math.min(-receivable_minor, room_minor)
      : Math.min(payable_minor, Math.max(0, receivable_minor - reversing_minor));
  // never −0
  return { amount_minor: payable_minor - netted_minor, netted_minor: netted_minor || 0 };
}

/** Printed in the transfer's purpose, so that the bank's statement names the payout. */
const REFERENCE = /SJ[0-9A-F]{10}/g;

export function referenceOf(id: string): string {
  return `SJ${id.replaceAll("-", "").slice(0, 10).toUpperCase()}`;
}

/** References of ours in what the bank printed, whatever it did to case, width and spaces. */
export function referencesIn(text: string): string[] {
  return text.normalize("NFKC").toUpperCase().replace(/\s+/g, "").match(REFERENCE) ?? [];
}
