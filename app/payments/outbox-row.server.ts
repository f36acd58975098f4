import type { OutboxTable } from "#db/schema/payments";
import { addMs, type Instant, SECOND_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { type Database, inTransaction, type Trx } from "~/platform/database.server";
import { stripeFailure } from "~/platform/stripe.server";
import { retryAt } from "./outbox";
import { claimOutboxRow as claim, finishOutboxRow, postponeOutboxRow } from "./payments.store.server";

/** How long one try may stay unanswered before another sender may repeat it. */
const TRY_LIFETIME_MS = 30 * SECOND_MS;

/** Takes a due row for one try; false when another sender has it or it is finished. */
export async function claimOutboxRow(db: Database, id: string, now: Instant): Promise<boolean> {
  const claimed = await inTransaction(db, async (trx) => ok(await claim(trx, id, now, addMs(now, TRY_LIFETIME_MS))));
  return claimed.ok && claimed.value;
}

/** Ends an answered row, in the transaction that records the answer. */
export async function endOutboxRow(trx: Trx, id: string, now: Instant): Promise<void> {
  await finishOutboxRow(trx, id, { state: "done", finished_at: now, error: null });
}

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
