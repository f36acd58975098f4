import type { Instant } from "~/kernel/instant";
import type { Services } from "~/platform/singletons.server";
import { type QueueCounts, runQueues } from "./run-queues.server";
import { runSchedules, type ScheduleCounts } from "./run-schedules.server";
import { runUpkeep, type UpkeepCounts } from "./run-upkeep.server";

/** How much of what was done. */
export type DueCounts = QueueCounts & ScheduleCounts & UpkeepCounts;

/** Everything that is due, until the queues are quiet; for `npm run jobs:run -- --once` and the seed. */
export async function runEverythingDue(services: Services, now: Instant): Promise<DueCounts> {
  const upkeep = await runUpkeep(services, "days", now);
  const schedules = await runSchedules(services, now);
  const queues: QueueCounts = { outbox_sent: 0, outbox_failed: 0, events_done: 0, events_failed: 0 };
  for (;;) {
    const round = await runQueues(services, now);
    queues.outbox_sent += round.outbox_sent;
    queues.outbox_failed += round.outbox_failed;
    queues.events_done += round.events_done;
    queues.events_failed += round.events_failed;
    if (round.outbox_sent + round.events_done === 0) return { ...upkeep, ...schedules, ...queues };
  }
}
