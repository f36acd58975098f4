import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { DIFFERENCE_KINDS, incidentKey } from "./incident";
import { openIncident } from "./open-incident.server";
import type { Difference } from "./reconciliation";
import { listOpenIncidentKeys } from "./reconciliation.queries.server";
import { resolveIncident } from "./resolve-incident.server";

/**
 * Every difference becomes an incident or refreshes its own; those of a reconciliation's kinds that were not seen again
 * are over. Where only a part of the differences is listed (`is_complete` false), nothing is known to be over.
 */
export async function recordDifferences(
  trx: Trx,
  { differences, is_complete }: { differences: readonly Difference[]; is_complete: boolean },
  now: Instant,
): Promise<void> {
  // one order for everybody: two runs never wait for each other's rows
  const ordered = [...differences].sort((a, b) => (incidentKey(a) < incidentKey(b) ? -1 : 1));
  for (const difference of ordered) await openIncident(trx, difference, now);
  if (!is_complete) return;
  const seen = new Set(differences.map(incidentKey));
  for (const open of await listOpenIncidentKeys(trx, DIFFERENCE_KINDS)) {
    if (!seen.has(incidentKey(open))) await resolveIncident(trx, open, now);
  }
}
