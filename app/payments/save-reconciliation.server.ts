import type { ReconciliationRunTable } from "#db/schema/payments";
import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { updateReconciliationRun } from "./reconciliation.store.server";

/** A sign of life of a run, or its end; false where it was ended before and nothing may follow from it any more. */
export async function saveReconciliation(
  trx: Trx,
  run_id: string,
  change: Partial<Omit<ReconciliationRunTable, "id" | "seen_at">>,
  now: Instant,
): Promise<boolean> {
  return updateReconciliationRun(trx, run_id, { ...change, seen_at: now });
}
