import { addMs, epochMs, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from "~/kernel/instant";
import { fetchMissedEvents } from "~/payments/fetch-missed-events.server";
import type { Services } from "~/platform/singletons.server";
import { catchUp } from "./catch-up.server";
import { reconcileNightly } from "./reconcile-nightly.server";
import { runJobs } from "./run-jobs.server";
import { runQueues } from "./run-queues.server";
import { runSchedules } from "./run-schedules.server";
import { runUpkeep } from "./run-upkeep.server";
import { type WorkerLease, workerLease } from "./worker-lease.server";

/** What a server process does later. `wake` makes it look at its queues at once. */
export type Worker = { wake(): void; stop(): Promise<void> };

const QUEUE_PAUSE_MS = 500;
const SCHEDULE_EVERY_MS = 5 * SECOND_MS;
const UPKEEP_EVERY_MS = 5 * MINUTE_MS;

/**
 * Starts the worker. Of several processes on one database only the holder of the lease works on queues and schedules;
 * jobs have a lease each and a loop of their own, so that a long one keeps no payment waiting.
 */
export function startWorker(services: Services): Worker {
  const lease = workerLease(services);
  const last_run: LastRun = { schedules: "", upkeep: "", listing: "" };
  const queues = startLoop(() => runRound(services, lease, last_run));
  const jobs = startLoop(() => runJobRound(services));
  return {
    wake() {
      queues.wake();
      jobs.wake();
    },
    async stop() {
      await Promise.all([queues.stop(), jobs.stop()]);
      await giveBack(services, lease);
    },
  };
}

/** Repeats `round` until it is stopped: at once when it found something to do or was woken, else after a pause. */
function startLoop(round: () => Promise<boolean>): Worker {
  let is_stopping = false;
  let wakeSleeper = () => {};
  let is_awake = false;
  const loop = async () => {
    while (!is_stopping) {
      is_awake = false;
      const did_work = await round();
      if (!did_work && !is_awake && !is_stopping) await pause((wake) => (wakeSleeper = wake));
    }
  };
  const running = loop();
  return {
    wake() {
      is_awake = true;
      wakeSleeper();
    },
    async stop() {
      is_stopping = true;
      wakeSleeper();
      await running;
    },
  };
}

async function runJobRound(services: Services): Promise<boolean> {
  try {
    return (await runJobs(services, services.clock())).jobs_done > 0;
  } catch (error) {
    services.log.error({ reason: error instanceof Error ? error.message : String(error) }, "the round of jobs failed");
    return false;
  }
}

/** When each was done last; `listing`: the processor's list of events, which was read to its end. */
type LastRun = { schedules: string; upkeep: string; listing: Instant | "" };

function pause(expose: (wake: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, QUEUE_PAUSE_MS);
    expose(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** One look at everything; true when a queue had something to do, so that the next look follows at once. */
async function runRound(services: Services, lease: WorkerLease, last_run: LastRun): Promise<boolean> {
  const now = services.clock();
  try {
    return (await lease.hold(now)) && (await lease.keepDuring(() => work(services, last_run, now)));
  } catch (error) {
    services.log.error({ reason: error instanceof Error ? error.message : String(error) }, "the worker's round failed");
    return false;
  }
}

async function work(services: Services, last_run: LastRun, now: Instant): Promise<boolean> {
  const is_schedule_due = isOlderThan(last_run.schedules, SCHEDULE_EVERY_MS, now);
  if (last_run.listing === "" && is_schedule_due && (await catchUp(services, now))) last_run.listing = now;
  const counts = await runQueues(services, now);
  if (is_schedule_due) {
    last_run.schedules = now;
    await runSchedules(services, now);
  }
  if (isOlderThan(last_run.upkeep, UPKEEP_EVERY_MS, now)) {
    last_run.upkeep = now;
    await runUpkeep(services, now);
    await reconcileNightly(services, now);
    await listEventsSince(services, last_run, now);
  }
  return counts.outbox_sent + counts.events_done > 0;
}

/** Stripe sends webhooks for three days and then no more: what was not told since the last look is asked for. */
async function listEventsSince(services: Services, last_run: LastRun, now: Instant): Promise<void> {
  if (last_run.listing === "" || last_run.listing === now) return;
  // while nobody could look, one fresh event may have come and hides the older ones behind it
  const unseen_ms = Math.max(0, epochMs(now) - epochMs(last_run.listing));
  await fetchMissedEvents(services, unseen_ms + HOUR_MS, now);
  last_run.listing = now;
}

async function giveBack(services: Services, lease: WorkerLease): Promise<void> {
  await lease.giveBack(services.clock()).catch((error: unknown) => {
    services.log.warn({ reason: String(error) }, "the lease runs out by itself");
  });
}

function isOlderThan(last: string, age_ms: number, now: Instant): boolean {
  return last === "" || last <= addMs(now, -age_ms) || last > now;
}
