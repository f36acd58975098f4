export type PayoutRail = "bank_batch" | "stripe_transfer";

/** `payee` is a merchant's id, or `fund`; what a rail does not need is empty. */
export type PayoutAccountTable = {
  payee: string;
  merchant_id: string | null;
  rail: PayoutRail;
  holder: string;
  bank_name: string;
  account_number: string;
  stripe_account_id: string | null;
  is_payable: number;
  /** What the processor still wants to know, as it names it. */
  missing_json: string;
  /** How often the processor was asked to open one, and why it would not the last time. */
  opening_attempt: number;
  opening_refusal: string | null;
  updated_by: string | null;
  updated_at: string;
};

export type PayoutBatchTable = {
  id: string;
  rail: "bank_batch";
  day: string;
  state: "draft" | "approved" | "exported" | "settled" | "void";
  currency: string;
  total_minor: number;
  prepared_by: string;
  prepared_at: string;
  approved_by: string | null;
  approved_at: string | null;
  exported_by: string | null;
  exported_at: string | null;
  voided_by: string | null;
  voided_at: string | null;
  settled_at: string | null;
  /** The journal's head that the second person approved on. */
  head_seq: number | null;
  head_hash: string | null;
};

export type PayoutTable = {
  id: string;
  batch_id: string;
  payee: string;
  merchant_id: string | null;
  amount_minor: number;
  /** Set off against what the merchant had to give back; negative where the merchant had given back too much. */
  netted_minor: number;
  reference: string;
  state: "planned" | "sent" | "paid" | "banked" | "returned" | "void";
  holder: string;
  bank_name: string;
  account_number: string;
  paid_line_id: string | null;
  banked_line_id: string | null;
  returned_line_id: string | null;
  canceled_by: string | null;
  canceled_at: string | null;
  cancel_reason: string | null;
  /** The bank paid it though it was given up: for its shares, or ahead of what the merchant is owed. */
  reopened_as: "shares" | "advance" | null;
};

export type PayoutSettlementTable = { payout_id: string; voucher_id: string; payable_minor: number };

export type WithdrawalTable = {
  id: string;
  reference: string;
  amount_minor: number;
  currency: string;
  state: "requested" | "approved" | "submitted" | "paid" | "failed" | "canceled" | "void";
  requested_by: string;
  requested_at: string;
  approved_by: string | null;
  approved_at: string | null;
  stripe_payout_id: string | null;
  finished_at: string | null;
  failure_reason: string | null;
  bank_line_id: string | null;
};

export type BankAccount = "operator" | "fund";

export type BankStatementTable = {
  id: string;
  account: BankAccount;
  line_count: number;
  imported_by: string;
  imported_at: string;
};

export type BankLineTable = {
  id: string;
  statement_id: string;
  ordinal: number;
  account: BankAccount;
  booked_on: string;
  amount_minor: number;
  counterparty: string;
  text: string;
  hash: string;
  state: "unmatched" | "matched" | "explained";
  payout_id: string | null;
  withdrawal_id: string | null;
  /** Who matched or explained it; empty where its reference and amount did. */
  decided_by: string | null;
  decided_at: string | null;
  explanation: string | null;
  refund_id: string | null;
};

/** Every explanation a line ever had, oldest first. */
export type BankLineExplanationTable = {
  line_id: string;
  ordinal: number;
  explanation: string;
  decided_by: string;
  decided_at: string;
};

export type TransferTable = {
  voucher_id: string;
  booking_id: string;
  merchant_id: string;
  charge_id: string;
  destination: string;
  amount_minor: number;
  netted_minor: number;
  currency: string;
  state: "queued" | "done";
  stripe_transfer_id: string | null;
  queued_at: string;
  done_at: string | null;
  attempt: number;
};

/** A transfer that was taken back before it reached the merchant, or that the processor refused. */
export type StoppedTransferTable = Pick<
  TransferTable,
  "voucher_id" | "attempt" | "merchant_id" | "destination" | "amount_minor" | "netted_minor" | "queued_at"
> & {
  id: string;
  is_refused: number;
  /** The processor's words, or why we did not send it. */
  reason: string;
  stopped_at: string;
  /** Who said that a refused one may be tried again. */
  released_by: string | null;
  released_at: string | null;
};

export type TransferReversalTable = {
  id: string;
  voucher_id: string;
  amount_minor: number;
  state: "queued" | "done" | "refused";
  stripe_reversal_id: string | null;
  failure_reason: string | null;
  queued_at: string;
  ended_at: string | null;
};
