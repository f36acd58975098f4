import { randomUUID } from "node:crypto";
import type { JobTable } from "#db/schema/platform";
import { type Instant, SECOND_MS } from "~/kernel/instant";
import { claimJob, finishJob, JOB_LEASE_MS, postponeJob, renewJob } from "~/platform/held-job.server";
import { listDueJobs } from "~/platform/jobs.queries.server";
import type { Services } from "~/platform/singletons.server";
import { runJob } from "./run-job.server";

export type JobCounts = { jobs_done: number; jobs_failed: number };

const BATCH_COUNT = 50;
/** A round that took longer ends, so that the next one looks at the clock again. */
const ROUND_MS = 5 * SECOND_MS;

/** Does the jobs that are due, one after the other; other processes may do others meanwhile. */
export async function runJobs(services: Services, now: Instant): Promise<JobCounts> {
  const counts = { jobs_done: 0, jobs_failed: 0 };
  const begun_ms = performance.now();
  for (const { id } of await listDueJobs(services.db.read, now, BATCH_COUNT)) {
    const lease_holder = randomUUID();
    const job = await claimJob(services.db, id, lease_holder, now);
    if (!job) continue;
    if (await tryJob(services, { ...job, lease_holder }, now)) counts.jobs_done += 1;
    else counts.jobs_failed += 1;
    if (performance.now() - begun_ms > ROUND_MS) break;
  }
  return counts;
}

/** Marked as done after it was done: a process that is killed between the two leaves it to be done once more. */
async function tryJob(services: Services, job: JobTable & { lease_holder: string }, now: Instant): Promise<boolean> {
  const { db, log, clock } = services;
  const { id, kind, lease_holder } = job;
  const renewal = setInterval(() => {
    renewJob(db, id, lease_holder, clock()).catch((error: unknown) => {
      log.warn({ job: id, reason: String(error) }, "the job's lease could not be renewed");
    });
  }, JOB_LEASE_MS / 4);
  try {
    await runJob(services, job, now);
    await finishJob(db, id, lease_holder, now);
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn({ job: id, kind, reason }, "a job could not be done yet");
    await postponeJob(db, job, error, now);
    return false;
  } finally {
    clearInterval(renewal);
  }
}
