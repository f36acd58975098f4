import { DAY_MS, type Instant } from "~/kernel/instant";
import { fetchMissedEvents } from "~/payments/fetch-missed-events.server";
import type { Services } from "~/platform/singletons.server";
import { applyDueEvents } from "./run-queues.server";

/** Stripe sends a webhook for three days. */
const LOOK_BACK_MS = 4 * DAY_MS;

/** What was never told, and what came of it and of everything that waited in the inbox. */
export type CaughtUp = { missed_events: number; events_done: number; events_failed: number };

/**
 * What the processor did while nobody listened is applied before anything is decided or asked of it: a database that was
 * restored from a backup must not refund, pay or expire what was refunded, paid or used after the backup. Where the
 * processor does not answer, the work goes on without: undefined, and it is to be asked again soon.
 */
export async function catchUp(services: Services, now: Instant): Promise<CaughtUp | undefined> {
  try {
    const caught = {
      missed_events: await fetchMissedEvents(services, LOOK_BACK_MS, now),
      events_done: 0,
      events_failed: 0,
    };
    for (;;) {
      const round = await applyDueEvents(services, now);
      caught.events_done += round.events_done;
      caught.events_failed += round.events_failed;
      if (round.events_done === 0) return caught;
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    services.log.warn({ reason }, "the processor's events could not be read yet");
    return undefined;
  }
}
