/** `key` is a keyed digest: whom a limit counts cannot be read from the table. */
export type RateLimitTable = { key: string; hit_count: number; window_started_at: string; expires_at: string };
