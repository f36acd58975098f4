import type { JobTable } from "#db/schema/platform";
import type { Instant } from "~/kernel/instant";
import type { Trx } from "./database.server";
import { isDue, isReadyJobDue } from "./due.server";

/** Adds a job; the same key again changes nothing. */
export async function insertJob(trx: Trx, job: JobTable): Promise<void> {
  await trx
    .insertInto("job")
    .values(job)
    .onConflict((conflict) => conflict.column("key").doNothing())
    .execute();
}

/** Whose a running job is, and until when nobody else may take it. */
export type JobLease = { lease_holder: string; lease_until: string };

/** Takes a job that is due, or whose holder's lease ran out, for one try; undefined when somebody else was faster. */
export async function claimDueJob(trx: Trx, id: string, lease: JobLease, now: Instant): Promise<JobTable | undefined> {
  return trx
    .updateTable("job")
    .set((eb) => ({ state: "running", ...lease, tries_count: eb("tries_count", "+", 1) }))
    .where("id", "=", id)
    .where((eb) =>
      eb.or([
        eb.and([eb("state", "=", "ready"), isReadyJobDue(now)]),
        eb.and([eb("state", "=", "running"), isDue("lease_until", now)]),
      ]),
    )
    .returningAll()
    .executeTakeFirst();
}

type JobChange = Partial<Omit<JobTable, "id" | "kind" | "key" | "input_json" | "created_at">>;

/** Changes a running job of this holder; false when it is somebody else's by now, or has ended. */
export async function updateHeldJob(trx: Trx, id: string, lease_holder: string, change: JobChange): Promise<boolean> {
  const updated = await trx
    .updateTable("job")
    .set(change)
    .where("id", "=", id)
    .where("state", "=", "running")
    .where("lease_holder", "=", lease_holder)
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

/** Puts a dead job back to be tried from the beginning; false when it is not dead. */
export async function reviveJob(trx: Trx, id: string, next_try_at: string): Promise<boolean> {
  const revived = await trx
    .updateTable("job")
    .set({ state: "ready", tries_count: 0, unanswered_count: 0, next_try_at, finished_at: null })
    .where("id", "=", id)
    .where("state", "=", "dead")
    .executeTakeFirst();
  return revived.numUpdatedRows === 1n;
}

/** Forgets jobs that were done before `finished_before`; gives how many. */
export async function deleteDoneJobs(trx: Trx, finished_before: string): Promise<number> {
  const deleted = await trx
    .deleteFrom("job")
    .where("state", "=", "done")
    .where("finished_at", "<", finished_before)
    .executeTakeFirst();
  return Number(deleted.numDeletedRows);
}
