import { getCommunity } from "~/alliance/alliance.queries.server";
import { addDays, dayOf, instantAt } from "~/kernel/calendar-day";
import { addMs, type Instant, MINUTE_MS } from "~/kernel/instant";
import { findLastComparison, findLastRun } from "~/payments/reconciliation.queries.server";
import type { ReconcileServices } from "./run-reconciliation.server";
import { startReconciliation } from "./start-reconciliation.server";

/** The quietest hour, in the community's zone. */
const NIGHTLY_AT = "03:00";
/** Where the processor did not answer, it is asked again after this time. */
const AGAIN_AFTER_MS = 30 * MINUTE_MS;

/**
 * Starts the night's reconciliation unless one was done since, by whichever process or person; a night that was missed
 * is made up for. True where it started one.
 */
export async function reconcileNightly(services: ReconcileServices, now: Instant): Promise<boolean> {
  const { read } = services.db;
  const { zone } = await getCommunity(read);
  const last = await findLastRun(read, now);
  if (last && last.started_at > addMs(now, -AGAIN_AFTER_MS)) return false;
  const done = await findLastComparison(read, now);
  if (done && done.started_at >= lastNight(now, zone)) return false;
  return (await startReconciliation(services, null)).ok;
}

function lastNight(now: Instant, zone: string): Instant {
  const today = dayOf(now, zone);
  const tonight = instantAt(today, NIGHTLY_AT, zone);
  return tonight <= now ? tonight : instantAt(addDays(today, -1), NIGHTLY_AT, zone);
}
