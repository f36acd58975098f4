import type { WithdrawalTable } from "#db/schema/payouts";
import type { Instant } from "~/kernel/instant";
import { OPERATOR_BANK, STRIPE_BALANCE } from "~/ledger/account";
import type { ExportedEntry } from "~/ledger/exported-entry";
import { credit, debit, type JournalEntry } from "~/ledger/journal-entry";
import type { PayoutFact } from "~/payments/payout-fact";

/** Money left the processor's balance for the operator's bank account. */
export function withdrawalEntry(
  withdrawal: Pick<WithdrawalTable, "reference" | "approved_by">,
  fact: PayoutFact,
  now: Instant,
): JournalEntry {
  const { stripe_payout_id, amount_minor, currency, balance_transaction_id } = fact;
  return {
    kind: "payout",
    idem: `payout:${stripe_payout_id}`,
    effective_at: now,
    memo: withdrawal.reference,
    ...(withdrawal.approved_by !== null && { actor: withdrawal.approved_by }),
    ...(balance_transaction_id !== undefined && { stripe: { balance_transaction: balance_transaction_id } }),
    postings: [...debit(OPERATOR_BANK, amount_minor, currency), ...credit(STRIPE_BALANCE, amount_minor, currency)],
  };
}

/** The bank did not take it: the processor has the money again. */
export function withdrawalFailedEntry(reversed: ExportedEntry, fact: PayoutFact, now: Instant): JournalEntry {
  const { stripe_payout_id, failure_balance_transaction_id } = fact;
  return {
    kind: "payout_failed",
    idem: `payout_failed:${stripe_payout_id}`,
    effective_at: now,
    reverses: reversed.id,
    ...(reversed.memo !== undefined && { memo: reversed.memo }),
    ...(failure_balance_transaction_id !== undefined && {
      stripe: { balance_transaction: failure_balance_transaction_id },
    }),
    postings: reversed.postings.map(({ account, amount, currency }) => ({ account, amount_minor: -amount, currency })),
  };
}
