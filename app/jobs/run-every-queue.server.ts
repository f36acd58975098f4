import type { Instant } from "~/kernel/instant";
import type { Services } from "~/platform/singletons.server";
import { type JobCounts, runJobs } from "./run-jobs.server";
import { type QueueCounts, runQueues } from "./run-queues.server";

/** Runs queues and jobs until they are quiet; what has to wait for another try stays. */
export async function runEveryQueue(services: Services, now: Instant): Promise<QueueCounts & JobCounts> {
  const counts = { outbox_sent: 0, outbox_failed: 0, events_done: 0, events_failed: 0, jobs_done: 0, jobs_failed: 0 };
  for (;;) {
    const round = { ...(await runQueues(services, now)), ...(await runJobs(services, now)) };
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] += round[name];
    if (round.outbox_sent + round.events_done + round.jobs_done === 0) return counts;
  }
}
