import type { Instant } from "~/kernel/instant";
import type { Services } from "~/platform/singletons.server";
import { catchUp } from "./catch-up.server";
import { runEveryQueue } from "./run-every-queue.server";
import { type JobCounts, runJobs } from "./run-jobs.server";
import type { QueueCounts } from "./run-queues.server";
import { runSchedules, type ScheduleCounts } from "./run-schedules.server";
import { runUpkeep, type UpkeepCounts } from "./run-upkeep.server";

/** How much of what was done. */
export type DueCounts = QueueCounts & JobCounts & ScheduleCounts & UpkeepCounts;

/** Everything that is due, until the queues are quiet; for `npm run jobs:run -- --once` and the seed. */
export async function runEverythingDue(services: Services, now: Instant): Promise<DueCounts> {
  await catchUp(services, now);
  const upkeep = await runUpkeep(services, "days", now);
  const schedules = await runSchedules(services, now);
  const counts = { outbox_sent: 0, outbox_failed: 0, events_done: 0, events_failed: 0, jobs_done: 0, jobs_failed: 0 };
  for (;;) {
    const round = { ...(await runEveryQueue(services, now)), ...(await runJobs(services, now)) };
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] += round[name];
    if (round.outbox_sent + round.events_done + round.jobs_done === 0) return { ...upkeep, ...schedules, ...counts };
  }
}
