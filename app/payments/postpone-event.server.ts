import type { StripeEventTable } from "#db/schema/payments";
import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { retryAt, retryUnansweredAt } from "~/platform/retry-pause";
import { isUnanswered } from "~/platform/stripe.server";
import { updateStripeEvent } from "./payments.store.server";

/**
 * It could not be applied: later again. After eight tries it waits for a person, after a day where the processor did
 * not answer; the two are counted apart, so that an outage uses up no try.
 */
export async function postponeEvent(trx: Trx, event: StripeEventTable, error: unknown, now: Instant): Promise<void> {
  const is_unanswered = isUnanswered(error);
  const tries_count = event.tries_count + (is_unanswered ? 0 : 1);
  const unanswered_count = event.unanswered_count + (is_unanswered ? 1 : 0);
  const next_try_at = is_unanswered
    ? retryUnansweredAt(unanswered_count, event.id, now)
    : retryAt(tries_count, event.id, now);
  await updateStripeEvent(trx, event.id, {
    tries_count,
    unanswered_count,
    error: error instanceof Error ? error.message : String(error),
    ...(next_try_at ? { next_try_at } : { state: "dead", finished_at: now }),
  });
}
