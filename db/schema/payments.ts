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
