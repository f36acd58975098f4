import { ok, type Result } from "~/kernel/result";
import { beginReconciliation } from "~/payments/begin-reconciliation.server";
import { inTransaction } from "~/platform/database.server";
import { type ReconcileServices, runReconciliation } from "./run-reconciliation.server";

/**
 * Starts a reconciliation in the background of this process and gives the id of its run; while one is under way, asking
 * again joins it. `requested_by` is a person's id, or null where nobody asked. The worker does what is due meanwhile.
 */
export async function startReconciliation(
  services: ReconcileServices,
  requested_by: string | null,
): Promise<Result<string, never>> {
  const { db, clock, log } = services;
  const begun = await inTransaction<{ run_id: string; is_new: boolean }, never>(db, async (trx) =>
    ok(await beginReconciliation(trx, requested_by, clock())),
  );
  if (!begun.ok) return begun;
  const { run_id, is_new } = begun.value;
  if (is_new) {
    // the database may be gone before the run has ended: the next run ends it
    runReconciliation(services, { run_id, runDue: async () => undefined }).catch((error: unknown) => {
      log.warn({ run_id, reason: String(error) }, "the end of a reconciliation could not be written down");
    });
  }
  return ok(run_id);
}
