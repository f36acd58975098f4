export type OutboxTable = {
  id: string;
  key: string;
  operation:
    | "open-checkout"
    | "create-refund"
    | "create-transfer"
    | "reverse-transfer"
    | "create-payout"
    | "open-account";
  reference: string;
  params_json: string;
  state: "ready" | "sent" | "done" | "dead";
  tries_count: number;
  next_try_at: string;
  created_at: string;
  sent_at: string | null;
  finished_at: string | null;
  error: string | null;
};

export type CheckoutTable = {
  reference: string;
  attempt: number;
  state: "opening" | "open" | "complete" | "expired" | "failed";
  session_id: string | null;
  url: string | null;
  amount_minor: number;
  created_at: string;
  expires_at: string;
};

export type StripeEventTable = {
  id: string;
  type: string;
  object_id: string;
  created_at: string;
  received_at: string;
  payload_json: string;
  state: "received" | "done" | "dead";
  tries_count: number;
  unanswered_count: number;
  next_try_at: string;
  finished_at: string | null;
  error: string | null;
};

export type ReconciliationRunTable = {
  id: string;
  state: "running" | "agrees" | "differs" | "unreached" | "failed";
  requested_by: string | null;
  started_at: string;
  seen_at: string;
  finished_at: string | null;
  transaction_count: number;
  entry_count: number;
  missed_event_count: number;
  difference_count: number;
  settling_count: number;
  transactions_minor: number | null;
  balance_minor: number | null;
  ledger_minor: number | null;
  error: string | null;
};

export type IncidentTable = {
  id: string;
  kind: string;
  subject: string;
  processor_minor: number | null;
  ledger_minor: number | null;
  entry_id: string | null;
  detail: string;
  first_seen_at: string;
  last_seen_at: string;
  resolved_at: string | null;
};
