import type { Instant } from "~/kernel/instant";
import type { Services } from "~/platform/singletons.server";
import { type QueueCounts, runQueues } from "./run-queues.server";

/** Runs the queues until they are quiet; what has to wait for another try stays. */
export async function runEveryQueue(services: Services, now: Instant): Promise<QueueCounts> {
  const queues: QueueCounts = { outbox_sent: 0, outbox_failed: 0, events_done: 0, events_failed: 0 };
  for (;;) {
    const round = await runQueues(services, now);
    queues.outbox_sent += round.outbox_sent;
    queues.outbox_failed += round.outbox_failed;
    queues.events_done += round.events_done;
    queues.events_failed += round.events_failed;
    if (round.outbox_sent + round.events_done === 0) return queues;
  }
}
