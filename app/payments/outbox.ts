import { addMs, type Instant, SECOND_MS } from "~/kernel/instant";

/** After so many tries a row waits for a person. Source: payments.md, C11. */
export const TRIES_LIMIT_COUNT = 8;

const FIRST_PAUSE_MS = 2 * SECOND_MS;
const LONGEST_PAUSE_MS = 600 * SECOND_MS;

/**
 * When to try again after `tries_count` tries: doubling pauses with a jitter of up to a quarter taken from `key`, so
 * that many rows do not return in step. Undefined when the tries are used up.
 */
export function retryAt(tries_count: number, key: string, now: Instant): Instant | undefined {
  if (tries_count >= TRIES_LIMIT_COUNT) return undefined;
  const pause_ms = Math.min(FIRST_PAUSE_MS * 2 ** (tries_count - 1), LONGEST_PAUSE_MS);
  return addMs(now, pause_ms + Math.floor((pause_ms / 4) * fraction(`${key}:${tries_count}`)));
}

/** A number in [0, 1) that depends on `text` alone. */
function fraction(text: string): number {
  let hash = 2_166_136_261;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619);
  return (hash >>> 0) / 2 ** 32;
}
