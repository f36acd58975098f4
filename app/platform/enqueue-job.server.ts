import type { Instant } from "~/kernel/instant";
import type { Trx } from "./database.server";
import { newId } from "./id-source.server";
import type { WantedJob } from "./job";
import { insertJob } from "./jobs.store.server";

/** Commits to doing something later, in the transaction that wants it. The same key again changes nothing. */
export async function enqueueJob(trx: Trx, { kind, key, input, run_at }: WantedJob, now: Instant): Promise<void> {
  await insertJob(trx, {
    id: newId(),
    kind,
    key,
    input_json: JSON.stringify(input),
    state: "ready",
    tries_count: 0,
    unanswered_count: 0,
    run_at,
    next_try_at: run_at,
    lease_holder: null,
    lease_until: null,
    created_at: now,
    finished_at: null,
    error: null,
  });
}
