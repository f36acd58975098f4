import { expect, test } from "vitest";
import { epochMs, instant } from "~/kernel/instant";
import { retryAt, TRIES_LIMIT_COUNT } from "~/payments/outbox";

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

test("many rows do not return in step, and one row always at the same time", () => {
  const pauses = Array.from({ length: 50 }, (_, number) => pauseS(5, `cs:booking-${number}:1`));
  expect(new Set(pauses).size).toBeGreaterThan(40);
  expect(pauseS(5)).toBe(pauseS(5));
});
