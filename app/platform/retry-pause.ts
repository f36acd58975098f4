import { addMs, type Instant, MINUTE_MS, SECOND_MS } from "~/kernel/instant";

/** After so many answers that did not help, something waits for a person. Source: payments.md, C11. */
export const TRIES_LIMIT_COUNT = 8;
/** So many tries that nobody answered take at least 24 hours: no outage of the processor uses them up sooner. */
export const UNANSWERED_LIMIT_COUNT = 440;

const FIRST_PAUSE_MS = 2 * SECOND_MS;
/** With its jitter below five minutes: that soon after an outage everything that waited is done. Source: payments.md, test 8. */
const LONGEST_PAUSE_MS = 200 * SECOND_MS;
/** Nothing in a queue waits longer for its next try, or for a holder that is heard of no more (see `isDue`). */
export const LONGEST_WAIT_MS = 5 * MINUTE_MS;

/** When to try again after `tries_count` answered tries. Undefined when they are used up. */
export function retryAt(tries_count: number, key: string, now: Instant): Instant | undefined {
  return tries_count < TRIES_LIMIT_COUNT ? afterPause(tries_count, key, now) : undefined;
}

/** When to try again after `tries_count` tries that nobody answered. Undefined when they are used up. */
export function retryUnansweredAt(tries_count: number, key: string, now: Instant): Instant | undefined {
  return tries_count < UNANSWERED_LIMIT_COUNT ? afterPause(tries_count, key, now) : undefined;
}

/**
 * Pauses double up to 200 seconds, with a jitter of up to a quarter taken from `key`, so that many rows do not return
 * in step.
 */
function afterPause(tries_count: number, key: string, now: Instant): Instant {
  const pause_ms = Math.min(FIRST_PAUSE_MS * 2 ** (tries_count - 1), LONGEST_PAUSE_MS);
  return addMs(now, pause_ms + Math.floor((pause_ms / 4) * fraction(`${key}:${tries_count}`)));
}

/** A number in [0, 1) that depends on `text` alone. */
function fraction(text: string): number {
  let hash = 2_166_136_261;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619);
  return (hash >>> 0) / 2 ** 32;
}
