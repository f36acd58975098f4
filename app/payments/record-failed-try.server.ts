import type { OutboxTable } from "#db/schema/payments";
import type { Instant } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { type Database, inTransaction } from "~/platform/database.server";
import { retryUnansweredAt } from "~/platform/retry-pause";
import { stripeFailure } from "~/platform/stripe.server";
import { finishOutboxRow, postponeOutboxRow } from "./payments.store.server";

/**
 * Records a failed try. What the processor refused waits for a person at once. Anything else, its silence or a fault of
 * our own, is tried for a day: money somebody waits for must outlive an outage.
 */
export async function recordFailedTry(
  db: Database,
  row: OutboxTable,
  error: unknown,
  now: Instant,
): Promise<"dead" | "postponed"> {
  const reason = error instanceof Error ? error.message : String(error);
  const is_refused = stripeFailure(error) === "refused";
  const next_try_at = is_refused ? undefined : retryUnansweredAt(row.tries_count + 1, row.key, now);
  await inTransaction(db, async (trx) => {
    if (next_try_at) await postponeOutboxRow(trx, row.id, next_try_at, reason);
    else await finishOutboxRow(trx, row.id, { state: "dead", finished_at: now, error: reason });
    return ok();
  });
  return next_try_at ? "postponed" : "dead";
}
