import type { IncidentTable, ReconciliationRunTable } from "#db/schema/payments";
import type { Trx } from "~/platform/database.server";

export async function insertReconciliationRun(trx: Trx, run: ReconciliationRunTable): Promise<void> {
  await trx.insertInto("reconciliation_run").values(run).execute();
}

/** Changes a run that has not ended; false when it has. */
export async function updateReconciliationRun(
  trx: Trx,
  id: string,
  change: Partial<Omit<ReconciliationRunTable, "id">>,
): Promise<boolean> {
  const updated = await trx
    .updateTable("reconciliation_run")
    .set(change)
    .where("id", "=", id)
    .where("state", "=", "running")
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

/** Runs whose last sign of life is older than `from` have failed; one later than `to` was given by a clock set back since. */
export async function failReconciliationsSeenOutside(
  trx: Trx,
  { from, to }: { from: string; to: string },
  finished_at: string,
): Promise<void> {
  await trx
    .updateTable("reconciliation_run")
    .set({ state: "failed", finished_at, error: "its process stopped" })
    .where("state", "=", "running")
    .where((eb) => eb.or([eb("seen_at", "<=", from), eb("seen_at", ">", to)]))
    .execute();
}

/** Adds an incident, or where one of its kind and subject is open, says what is seen of that now. */
export async function upsertOpenIncident(trx: Trx, incident: IncidentTable): Promise<void> {
  const { processor_minor, ledger_minor, entry_id, detail, last_seen_at } = incident;
  await trx
    .insertInto("incident")
    .values(incident)
    .onConflict((conflict) =>
      conflict
        .columns(["kind", "subject"])
        .where("resolved_at", "is", null)
        .doUpdateSet({ processor_minor, ledger_minor, entry_id, detail, last_seen_at }),
    )
    .execute();
}

/** Ends the open incident of a kind and subject; false where none is open. */
export async function endIncident(
  trx: Trx,
  { kind, subject }: { kind: string; subject: string },
  resolved_at: string,
): Promise<boolean> {
  const ended = await trx
    .updateTable("incident")
    .set({ resolved_at })
    .where("kind", "=", kind)
    .where("subject", "=", subject)
    .where("resolved_at", "is", null)
    .executeTakeFirst();
  return ended.numUpdatedRows === 1n;
}
