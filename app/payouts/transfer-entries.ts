import type { Instant } from "~/kernel/instant";
import { merchantAccount, receivableAccount, STRIPE_BALANCE } from "~/ledger/account";
import { credit, debit, type JournalEntry } from "~/ledger/journal-entry";
import type { ReversalFact, TransferFact } from "~/payments/transfer-fact";

/** Whose share a transfer pays; `paid_at` is when the resident paid. */
export type TransferredShare = {
  voucher_id: string;
  booking_id: string;
  merchant_id: string;
  charge_id: string;
  paid_at: Instant;
};

/** A redeemed voucher's share went to the merchant's account at the processor. */
export function transferEntry(share: TransferredShare, fact: TransferFact): JournalEntry {
  return {
    kind: "transfer",
    idem: `transfer:${fact.stripe_transfer_id}`,
    ...aboutOf(share),
    stripe: referencesOf(share, fact.stripe_transfer_id, fact.balance_transaction_id),
    postings: [
      ...debit(merchantAccount(share.merchant_id), fact.amount_minor, fact.currency),
      ...credit(STRIPE_BALANCE, fact.amount_minor, fact.currency),
    ],
  };
}

/** Money came back from the merchant's account: less is to be had back. */
export function transferReversedEntry(
  share: TransferredShare,
  fact: TransferFact,
  reversal: ReversalFact,
): JournalEntry {
  return {
    kind: "transfer_reversed",
    idem: `reversal:${reversal.stripe_reversal_id}`,
    ...aboutOf(share),
    stripe: referencesOf(share, fact.stripe_transfer_id, reversal.balance_transaction_id),
    postings: [
      ...debit(STRIPE_BALANCE, reversal.amount_minor, fact.currency),
      ...credit(receivableAccount(share.merchant_id), reversal.amount_minor, fact.currency),
    ],
  };
}

function aboutOf({ paid_at, booking_id, voucher_id, merchant_id }: TransferredShare) {
  return { effective_at: paid_at, booking_id, voucher_id, merchant_id };
}

function referencesOf({ charge_id }: TransferredShare, transfer: string, balance_transaction: string | undefined) {
  return { charge: charge_id, transfer, ...(balance_transaction !== undefined && { balance_transaction }) };
}
