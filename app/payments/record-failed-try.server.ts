import type { OutboxTable } from "#db/schema/payments";
import type { Instant } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { type Database, inTransaction } from "~/platform/database.server";
import { retryUnansweredAt } from "~/platform/retry-pause";
import { stripeFailure } from "~/platform/stripe.server";
import { endFailedTry } from "./payments.store.server";

/**
 * Records that the try failed which `row` was claimed for. What the processor refused waits for a person at once. Anything else, its silence or a fault of
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
  const next_try_at = is_refused ? undefined : retryUnansweredAt(row.tries_count, row.key, now);
  await inTransaction(db, async (trx) => {
    const end = next_try_at ? { state: "ready" as const, next_try_at } : { state: "dead" as const, finished_at: now };
    await endFailedTry(trx, row, { ...end, error: reason });
    return ok();
  });
  return next_try_at ? "postponed" : "dead";
}
