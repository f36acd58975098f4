import { addMs, type Instant, SECOND_MS } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import { findRunningReconciliation } from "./reconciliation.queries.server";
import { failReconciliationsSeenOutside, insertReconciliationRun } from "./reconciliation.store.server";

/** A run writes a sign of life every three seconds; after this time its process is gone. */
const SILENCE_LIMIT_MS = 30 * SECOND_MS;

/**
 * Writes down that a reconciliation begins; while one is under way, whoever asks again joins it (`is_new` false).
 * `requested_by` is a person's id, or null where nobody asked.
 */
export async function beginReconciliation(
  trx: Trx,
  requested_by: string | null,
  now: Instant,
): Promise<{ run_id: string; is_new: boolean }> {
  await failReconciliationsSeenOutside(
    trx,
    { from: addMs(now, -SILENCE_LIMIT_MS), to: addMs(now, SILENCE_LIMIT_MS) },
    now,
  );
  const running = await findRunningReconciliation(trx);
  if (running) return { run_id: running.id, is_new: false };
  const run_id = newId();
  await insertReconciliationRun(trx, {
    id: run_id,
    state: "running",
    requested_by,
    started_at: now,
    seen_at: now,
    finished_at: null,
    transaction_count: 0,
    entry_count: 0,
    missed_event_count: 0,
    difference_count: 0,
    settling_count: 0,
    transactions_minor: null,
    balance_minor: null,
    ledger_minor: null,
    error: null,
  });
  return { run_id, is_new: true };
}
