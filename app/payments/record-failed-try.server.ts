import type { OutboxTable } from "#db/schema/payments";
import type { Instant } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { type Database, inTransaction } from "~/platform/database.server";
import { stripeFailure } from "~/platform/stripe.server";
import { retryAt } from "./outbox";
import { finishOutboxRow, postponeOutboxRow } from "./payments.store.server";

/** Records a failed try: refused and used-up rows wait for a person, others for their next try. */
export async function recordFailedTry(
  db: Database,
  row: OutboxTable,
  error: unknown,
  now: Instant,
): Promise<"dead" | "postponed"> {
  const reason = error instanceof Error ? error.message : String(error);
  const next_try_at = stripeFailure(error) === "refused" ? undefined : retryAt(row.tries_count + 1, row.key, now);
  await inTransaction(db, async (trx) => {
    if (next_try_at) await postponeOutboxRow(trx, row.id, next_try_at, reason);
    else await finishOutboxRow(trx, row.id, { state: "dead", finished_at: now, error: reason });
    return ok();
  });
  return next_try_at ? "postponed" : "dead";
}
