import type { Instant } from "~/kernel/instant";
import type { Services } from "~/platform/singletons.server";
import { catchUp } from "./catch-up.server";
import { runEveryQueue } from "./run-every-queue.server";
import type { JobCounts } from "./run-jobs.server";
import type { QueueCounts } from "./run-queues.server";
import { runSchedules, type ScheduleCounts } from "./run-schedules.server";
import { runUpkeep, type UpkeepCounts } from "./run-upkeep.server";

/** How much of what was done. */
export type DueCounts = QueueCounts & JobCounts & ScheduleCounts & UpkeepCounts & { missed_events: number };

/** Everything that is due, until the queues are quiet; for `npm run jobs:run -- --once` and the seed. */
export async function runEverythingDue(services: Services, now: Instant): Promise<DueCounts> {
  const caught = await catchUp(services, now);
  const upkeep = await runUpkeep(services, now);
  const schedules = await runSchedules(services, now);
  const counts = { ...upkeep, ...schedules, ...(await runEveryQueue(services, now)), missed_events: 0 };
  counts.missed_events = caught?.missed_events ?? 0;
  counts.events_done += caught?.events_done ?? 0;
  counts.events_failed += caught?.events_failed ?? 0;
  return counts;
}
