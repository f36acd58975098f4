/** Where something waits that could not be done: what we ask of the processor, what it told us, what we do ourselves. */
export const QUEUES = ["outbox", "inbox", "job"] as const;
export type Queue = (typeof QUEUES)[number];

/** So many tries without success are worth looking at, although more will follow. */
export const TROUBLED_TRIES_COUNT = 3;
