import { dayOf, instantAt } from "~/kernel/calendar-day";
import type { Instant } from "~/kernel/instant";
import type { Trx } from "./database.server";
import { enqueueJob } from "./enqueue-job.server";
import type { DailyKind } from "./job";

/** What is done once a day, at `time` (HH:MM) in the community's zone or as soon as a server runs after it. */
export type DailyWish = { kind: DailyKind; time: string };

/** Wants today's job of a kind. Called any number of times a day, it is one job. */
export async function enqueueDaily(trx: Trx, { kind, time }: DailyWish, zone: string, now: Instant): Promise<void> {
  const day = dayOf(now, zone);
  const run_at = instantAt(day, time, zone);
  await enqueueJob(trx, { kind, key: `${kind}:${day}`, input: { day }, run_at }, now);
}
