import { expect, test } from "vitest";
import { addMs, DAY_MS, epochMs, HOUR_MS, type Instant, instant, MINUTE_MS } from "~/kernel/instant";
import { retryAt, retryUnansweredAt, TRIES_LIMIT_COUNT, UNANSWERED_LIMIT_COUNT } from "~/platform/retry-pause";

const NOW = instant("2026-08-05T02:00:00.000Z");

function pauseS(tries_count: number, key = "cs:b1:1"): number {
  const at = retryAt(tries_count, key, NOW);
  return at ? (epochMs(at) - epochMs(NOW)) / 1_000 : Number.NaN;
}

test("pauses double from two seconds, with up to a quarter more", () => {
  for (let tries_count = 1; tries_count < TRIES_LIMIT_COUNT; tries_count += 1) {
    const pause_s = 2 ** tries_count;
    expect(pauseS(tries_count)).toBeGreaterThanOrEqual(pause_s);
    expect(pauseS(tries_count)).toBeLessThan(pause_s * 1.25);
  }
});

test("the eighth try is the last", () => {
  expect(retryAt(TRIES_LIMIT_COUNT - 1, "key", NOW)).toBeDefined();
  expect(retryAt(TRIES_LIMIT_COUNT, "key", NOW)).toBeUndefined();
});

test("what nobody answers is tried for a day, at least every five minutes", () => {
  let now: Instant = NOW;
  for (let tries_count = 1; tries_count < UNANSWERED_LIMIT_COUNT; tries_count += 1) {
    const next = retryUnansweredAt(tries_count, "re:r1", now);
    expect(next).toBeDefined();
    expect(epochMs(next ?? now) - epochMs(now)).toBeLessThan(5 * MINUTE_MS);
    now = next ?? now;
  }
  expect(now > addMs(NOW, DAY_MS)).toBe(true);
  expect(now < addMs(NOW, DAY_MS + 6 * HOUR_MS)).toBe(true);
  expect(retryUnansweredAt(UNANSWERED_LIMIT_COUNT, "re:r1", now)).toBeUndefined();
});

test("many rows do not return in step, and one row always at the same time", () => {
  const pauses = Array.from({ length: 50 }, (_, number) => pauseS(5, `cs:booking-${number}:1`));
  expect(new Set(pauses).size).toBeGreaterThan(40);
  expect(pauseS(5)).toBe(pauseS(5));
});
