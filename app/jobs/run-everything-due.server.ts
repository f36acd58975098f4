import type { Instant } from "~/kernel/instant";
import type { Services } from "~/platform/singletons.server";
import { runEveryQueue } from "./run-every-queue.server";
import type { QueueCounts } from "./run-queues.server";
import { runSchedules, type ScheduleCounts } from "./run-schedules.server";
import { runUpkeep, type UpkeepCounts } from "./run-upkeep.server";

/** How much of what was done. */
export type DueCounts = QueueCounts & ScheduleCounts & UpkeepCounts;

/** Everything that is due, until the queues are quiet; for `npm run jobs:run -- --once` and the seed. */
export async function runEverythingDue(services: Services, now: Instant): Promise<DueCounts> {
  const upkeep = await runUpkeep(services, "days", now);
  const schedules = await runSchedules(services, now);
  return { ...upkeep, ...schedules, ...(await runEveryQueue(services, now)) };
}
