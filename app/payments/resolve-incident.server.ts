import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import type { IncidentFact } from "./incident";
import { endIncident } from "./reconciliation.store.server";

/** An incident is over: it is kept for ever, with its end. False where none of that kind and subject is open. */
export async function resolveIncident(
  trx: Trx,
  about: Pick<IncidentFact, "kind" | "subject">,
  now: Instant,
): Promise<boolean> {
  return endIncident(trx, about, now);
}
