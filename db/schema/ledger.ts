export type JournalEntryTable = {
  seq: number;
  id: string;
  ts: string;
  booked_on: string;
  effective_at: string;
  kind: string;
  idem: string;
  booking_id: string | null;
  voucher_id: string | null;
  merchant_id: string | null;
  charge_id: string | null;
  refund_id: string | null;
  transfer_id: string | null;
  dispute_id: string | null;
  balance_transaction_id: string | null;
  policy_json: string | null;
  reverses: string | null;
  actor: string | null;
  memo: string | null;
  prev: string;
  hash: string;
};

export type PostingTable = {
  entry_seq: number;
  line: number;
  account: string;
  amount_minor: number;
  currency: string;
};

export type LedgerHeadTable = { id: number; seq: number; hash: string; ts: string };

export type AnchorTable = { seq: number; hash: string; root: string; ts: string; key: string; sig: string };

export type VerificationRunTable = {
  id: string;
  state: "running" | "sound" | "violated" | "failed";
  requested_by: string | null;
  started_at: string;
  finished_at: string | null;
  done_count: number;
  total_count: number;
  report_json: string | null;
  seen_at: string | null;
};
