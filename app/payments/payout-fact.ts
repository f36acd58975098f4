import type { Minor } from "~/kernel/money";

/** Where a withdrawal stands at the processor; `paid` may still fail. */
export type PayoutOutcome = "submitted" | "paid" | "failed" | "canceled";

/** A withdrawal from the processor's balance as the processor tells it. */
export type PayoutFact = {
  stripe_payout_id: string;
  /** Our withdrawal, where the processor's object names one. */
  withdrawal_id?: string;
  amount_minor: Minor;
  currency: string;
  outcome: PayoutOutcome;
  balance_transaction_id?: string;
  failure_balance_transaction_id?: string;
  failure_reason?: string;
};
