import type { JobTable } from "#db/schema/platform";
import { addMs, DAY_MS, type Instant, MINUTE_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { type Database, inTransaction, type Trx } from "./database.server";
import { claimDueJob, deleteDoneJobs, reviveJob, updateHeldJob } from "./jobs.store.server";
import { retryAt, retryUnansweredAt, TRIES_LIMIT_COUNT } from "./retry-pause";
import { isUnanswered } from "./stripe.server";

/** A job whose holder was killed is taken over after this time; a living one renews its lease long before. */
export const JOB_LEASE_MS = MINUTE_MS;
const DONE_KEPT_MS = 30 * DAY_MS;

/**
 * Takes a due job for one try: of any number of processes one gets it, the others undefined. One that was begun eight
 * times and never ended kills whoever does it: it waits for a person instead.
 */
export async function claimJob(
  db: Database,
  id: string,
  lease_holder: string,
  now: Instant,
): Promise<JobTable | undefined> {
  const claimed = await inTransaction(db, async (trx) => {
    const lease = { lease_holder, lease_until: addMs(now, JOB_LEASE_MS) };
    const job = await claimDueJob(trx, id, lease, now);
    if (!job || job.tries_count <= TRIES_LIMIT_COUNT) return ok(job);
    const error = "begun again and again, and never ended";
    const tries_count = TRIES_LIMIT_COUNT;
    await updateHeldJob(trx, id, lease_holder, { ...FREE, tries_count, state: "dead", finished_at: now, error });
    return ok(undefined);
  });
  return claimed.ok ? claimed.value : undefined;
}

/** Keeps a long job ours for another while. */
export async function renewJob(db: Database, id: string, lease_holder: string, now: Instant): Promise<void> {
  const lease_until = addMs(now, JOB_LEASE_MS);
  await inTransaction(db, async (trx) => ok(await updateHeldJob(trx, id, lease_holder, { lease_until })));
}

/** The job is done; one that somebody else took over meanwhile is theirs to end. */
export async function finishJob(db: Database, id: string, lease_holder: string, now: Instant): Promise<void> {
  const end = { ...FREE, state: "done", finished_at: now, error: null } as const;
  await inTransaction(db, async (trx) => ok(await updateHeldJob(trx, id, lease_holder, end)));
}

/**
 * A try of a job failed: later again. After eight tries it waits for a person; the processor's silence is counted apart,
 * so that an outage uses up no try.
 */
export async function postponeJob(
  db: Database,
  job: JobTable & { lease_holder: string },
  error: unknown,
  now: Instant,
): Promise<void> {
  const is_unanswered = isUnanswered(error);
  const tries_count = job.tries_count - (is_unanswered ? 1 : 0);
  const unanswered_count = job.unanswered_count + (is_unanswered ? 1 : 0);
  const next_try_at = is_unanswered
    ? retryUnansweredAt(unanswered_count, job.key, now)
    : retryAt(tries_count, job.key, now);
  const change = {
    ...FREE,
    tries_count,
    unanswered_count,
    error: error instanceof Error ? error.message : String(error),
    ...(next_try_at ? { state: "ready" as const, next_try_at } : { state: "dead" as const, finished_at: now }),
  };
  await inTransaction(db, async (trx) => ok(await updateHeldJob(trx, job.id, job.lease_holder, change)));
}

/** Forgets jobs that were done long ago; gives how many. */
export async function removeDoneJobs(db: Database, now: Instant): Promise<number> {
  const removed = await inTransaction(db, async (trx) => ok(await deleteDoneJobs(trx, addMs(now, -DONE_KEPT_MS))));
  return removed.ok ? removed.value : 0;
}

const FREE = { lease_holder: null, lease_until: null } as const;

/** Puts a dead job back with all its tries; false when it is not dead. */
export async function retryJob(trx: Trx, id: string, now: Instant): Promise<boolean> {
  return reviveJob(trx, id, now);
}
