import type { StripeEventTable } from "#db/schema/payments";
import { addMs, type Instant, SECOND_MS } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { retryAt } from "./outbox";
import { updateStripeEvent } from "./payments.store.server";

/** It could not be applied: later again, and after eight tries it waits for a person. */
export async function postponeEvent(trx: Trx, event: StripeEventTable, error: string, now: Instant): Promise<void> {
  const tries_count = event.tries_count + 1;
  const next_try_at = retryAt(tries_count, event.id, now);
  await updateStripeEvent(trx, event.id, {
    state: next_try_at ? "received" : "dead",
    tries_count,
    next_try_at: next_try_at ?? addMs(now, SECOND_MS),
    error,
    ...(next_try_at === undefined && { finished_at: now }),
  });
}
