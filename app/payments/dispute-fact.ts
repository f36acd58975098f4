import type { Instant } from "~/kernel/instant";
import type { Minor } from "~/kernel/money";

/** Money that a dispute moved on our balance: negative where it was taken. `net` is the amount less the fee. */
export type DisputeTransaction = {
  balance_transaction_id: string;
  amount_minor: Minor;
  fee_minor: Minor;
  net_minor: Minor;
};

/** A dispute's present state, read from the processor. */
export type DisputeFact = {
  id: string;
  charge_id: string;
  payment_intent_id?: string;
  amount_minor: Minor;
  currency: string;
  /** `needs_response`, `won`, `lost` …: the processor's word. */
  status: string;
  reason: string;
  evidence_due_at?: Instant;
  opened_at: Instant;
  /** In the order they happened. */
  transactions: readonly DisputeTransaction[];
};

/** A payment that the processor looks at before it trusts it. */
export type ReviewFact = {
  id: string;
  charge_id: string;
  payment_intent_id?: string;
  is_open: boolean;
  reason: string;
  opened_at: Instant;
};
