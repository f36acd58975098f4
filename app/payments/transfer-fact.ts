import type { Minor } from "~/kernel/money";

/** Money that was brought back from a transfer. `reversal_id` is ours, where the processor's object names one. */
export type ReversalFact = {
  stripe_reversal_id: string;
  reversal_id?: string;
  amount_minor: Minor;
  balance_transaction_id?: string;
};

/** A transfer as the processor tells it, with everything that was brought back from it. */
export type TransferFact = {
  stripe_transfer_id: string;
  /** The voucher it pays, where the processor's object names one. */
  voucher_id?: string;
  /** Which of our attempts to pay it asked for this. */
  attempt: number;
  amount_minor: Minor;
  currency: string;
  balance_transaction_id?: string;
  reversals: readonly ReversalFact[];
  /** All of it was brought back. */
  is_reversed: boolean;
};

/** A merchant's account at the processor: whether it may receive transfers, and what it still lacks. */
export type RecipientFact = {
  stripe_account_id: string;
  merchant_id?: string;
  is_ready: boolean;
  missing: readonly string[];
};
