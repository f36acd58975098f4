import { DAY_MS, type Instant } from "~/kernel/instant";
import { fetchMissedEvents } from "~/payments/fetch-missed-events.server";
import type { Services } from "~/platform/singletons.server";
import { applyDueEvents } from "./run-queues.server";

/** Stripe sends a webhook for three days. */
const LOOK_BACK_MS = 4 * DAY_MS;

/**
 * What the processor did while nobody listened is applied before anything is decided or asked of it: a database that was
 * restored from a backup must not refund, pay or expire what was refunded, paid or used after the backup. Where the
 * processor does not answer, the work goes on without: it is asked again soon.
 */
export async function catchUp(services: Services, now: Instant): Promise<void> {
  try {
    await fetchMissedEvents(services, LOOK_BACK_MS, now);
    while ((await applyDueEvents(services, now)).events_done > 0);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    services.log.warn({ reason }, "the processor's events could not be read yet");
  }
}
