import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import type { IncidentFact } from "./incident";
import { upsertOpenIncident } from "./reconciliation.store.server";

/**
 * Opens an incident on the operator's and the trustees' pages; while one of the same kind and subject is open, that one
 * is brought up to date instead. Nothing is put right by it. In the lock order an incident comes after the checkout and
 * before the outbox.
 */
export async function openIncident(trx: Trx, fact: IncidentFact, now: Instant): Promise<void> {
  await upsertOpenIncident(trx, {
    id: newId(),
    ...fact,
    first_seen_at: now,
    last_seen_at: now,
    resolved_at: null,
  });
}
