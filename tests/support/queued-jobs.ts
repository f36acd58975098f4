import { setTimeout as sleep } from "node:timers/promises";
import type { JobTable } from "#db/schema/platform";
import type { Instant } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { systemClock } from "~/platform/clock.server";
import { type Database, inTransaction } from "~/platform/database.server";
import { enqueueJob } from "~/platform/enqueue-job.server";

/** Wants a notice sent that does not exist: a job with nothing to do. */
export async function anIdleJob(db: Database, key: string, now: Instant): Promise<void> {
  const wanted = { kind: "send-notice", key, input: { notice_id: key }, run_at: now } as const;
  await inTransaction(db, async (trx) => ok(await enqueueJob(trx, wanted, now)));
}

export async function jobRow(db: Database, key: string): Promise<JobTable> {
  return db.read.selectFrom("job").selectAll().where("key", "=", key).executeTakeFirstOrThrow();
}

/** Changes a job as a database's owner could. */
export async function changeJob(db: Database, key: string, change: Partial<JobTable>): Promise<void> {
  await inTransaction(db, async (trx) => ok(await trx.updateTable("job").set(change).where("key", "=", key).execute()));
}

/** Waits until every job, request and event that is due has ended: what was just done may still go on. */
export async function untilNothingIsDue(db: Database): Promise<void> {
  for (let tries_left = 100; tries_left > 0 && (await isAnythingDue(db)); tries_left -= 1) await sleep(50);
}

async function isAnythingDue({ read }: Database): Promise<boolean> {
  const now = systemClock();
  const jobs = read.selectFrom("job").select("id").where("state", "in", ["ready", "running"]);
  const requests = read.selectFrom("outbox").select("id").where("state", "in", ["ready", "sent"]);
  const events = read.selectFrom("stripe_event").select("id").where("state", "=", "received");
  const found = [
    await jobs.where("next_try_at", "<=", now).executeTakeFirst(),
    await requests.where("next_try_at", "<=", now).executeTakeFirst(),
    await events.where("next_try_at", "<=", now).executeTakeFirst(),
  ];
  return found.some((row) => row !== undefined);
}
