export type LeaseTable = { name: string; holder: string; expires_at: string };

/** Somebody sent a dead letter on its way again: with how many tries behind it, and what had stopped it. */
export type DeadLetterRetryTable = {
  id: string;
  queue: "outbox" | "inbox" | "job";
  row_id: string;
  person_id: string;
  retried_at: string;
  tries_count: number;
  error: string | null;
};
