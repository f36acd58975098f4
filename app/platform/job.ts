import type { CalendarDay } from "~/kernel/calendar-day";
import type { Instant } from "~/kernel/instant";

/**
 * What each kind of job is told. A kind is added here, so that every module can ask for it, and in the table of
 * `app/jobs/run-job.server.ts`, which says what is done. Every kind must bear being done twice.
 */
export type JobInputs = {
  "send-notice": { notice_id: string };
  "announce-expiry": { day: CalendarDay };
};

export type JobKind = keyof JobInputs;

/** A job to be done at `run_at` or later; the same `key` again is the same job. */
export type WantedJob = {
  [Kind in JobKind]: { kind: Kind; key: string; input: JobInputs[Kind]; run_at: Instant };
}[JobKind];

/** Kinds that are done once on every day and are told which. */
export type DailyKind = {
  [Kind in JobKind]: JobInputs[Kind] extends { day: CalendarDay } ? Kind : never;
}[JobKind];

/** One job as its runner sees it: `id` and `created_at` are the same at every try. */
export type JobTry<Kind extends JobKind> = { id: string; created_at: string; input: JobInputs[Kind] };
