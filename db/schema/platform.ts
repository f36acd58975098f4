/** `key` is a keyed digest: whom a limit counts cannot be read from the table. */
export type RateLimitTable = { key: string; hit_count: number; window_started_at: string; expires_at: string };

/**
 * What happens later and is no message to or from the payment processor: those keep tables of their own, which carry
 * the state of a protocol and are promised to programs (`v_outbox`, `v_stripe_event`).
 */
export type JobTable = {
  id: string;
  kind: string;
  key: string;
  input_json: string;
  state: "ready" | "running" | "done" | "dead";
  tries_count: number;
  unanswered_count: number;
  /** When it is wanted; `next_try_at` moves on with every try. */
  run_at: string;
  next_try_at: string;
  lease_holder: string | null;
  lease_until: string | null;
  created_at: string;
  finished_at: string | null;
  error: string | null;
};
