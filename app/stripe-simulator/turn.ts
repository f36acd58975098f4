import type { Habits } from "./habits.server";
import type { ObjectStore } from "./object-store.server";
import type { OnboardingLinks } from "./onboarding-links.server";
import type { ScheduledSteps } from "./scheduled-steps.server";

/** What made the processor act: named in its events. Null for the hosted page and for the passing of time. */
export type Cause = { id: string | null; idempotency_key: string | null };

export const BY_ITSELF: Cause = { id: null, idempotency_key: null };

/** One transaction of the processor: everything done through it is written together or not at all. */
export type Turn = {
  objects: ObjectStore;
  steps: ScheduledSteps;
  links: OnboardingLinks;
  mintId(prefix: string): string;
  /** Puts an event on its way to the webhook, if there is one. */
  deliver(event_id: string): void;
  /** Puts a thin event on its way to its own endpoint, if there is one. */
  deliverThin(event_id: string): void;
  /** Deliveries of an event that were not accepted yet. */
  pendingDeliveries(event_id: string): number;
  sums: BalanceSums;
  habits(): Habits;
  now_ms: number;
  /** Seconds since 1970, Stripe's unit. */
  now: number;
  /** Where this simulator answers, e.g. http://127.0.0.1:4242 */
  origin: string;
  cause: Cause;
};

/** Sums of balance transactions by currency; `available` counts those due at or before `now` (seconds). */
export type BalanceSums = (now: number) => { currency: string; available: number; pending: number }[];
