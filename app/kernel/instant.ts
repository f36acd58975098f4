import { assert } from "./assert";

/** A point in time as ISO-8601 UTC text with milliseconds: sorts as text, is the same on every database. */
export type Instant = string & { readonly __brand: "Instant" };

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** The instant `epoch_ms` milliseconds after 1970-01-01T00:00:00Z. */
export function instantFromEpochMs(epoch_ms: number): Instant {
  return new Date(epoch_ms).toISOString() as Instant;
}

export function isInstant(text: string): text is Instant {
  return INSTANT.test(text) && !Number.isNaN(Date.parse(text));
}

/** Reads an instant written by us; asserts its one accepted form. */
export function instant(text: string): Instant {
  assert(isInstant(text), `not an instant: ${text}`);
  return text;
}

export function epochMs(at: Instant): number {
  return Date.parse(at);
}

export function addMs(at: Instant, duration_ms: number): Instant {
  return instantFromEpochMs(epochMs(at) + duration_ms);
}

/** The later of two instants. */
export function laterOf(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}

/** Goes on from `now` with the time that passes, whatever is done to the machine's clock meanwhile. */
export function steadyClock(now: Instant): () => Instant {
  const begun_ms = performance.now();
  return () => addMs(now, Math.round(performance.now() - begun_ms));
}
