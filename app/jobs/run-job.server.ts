import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import type { JobInputs, JobKind, JobTry } from "~/platform/job";
import type { Services } from "~/platform/singletons.server";
import { announceExpiry } from "./announce-expiry.server";
import { sendNotice } from "./send-notice.server";

type Runner<Kind extends JobKind> = (services: Services, job: JobTry<Kind>, now: Instant) => Promise<void>;

/** What is done for each kind. A runner throws what went wrong, and must bear being run again after it was done. */
const RUNNERS: { readonly [Kind in JobKind]: Runner<Kind> } = {
  "send-notice": sendNotice,
  "announce-expiry": announceExpiry,
};

/** Does one job. Throws where it cannot be done now. */
export async function runJob(
  services: Services,
  { id, kind, created_at, input_json }: { id: string; kind: string; created_at: string; input_json: string },
  now: Instant,
): Promise<void> {
  assert(kind in RUNNERS, `nobody knows how to do ${kind}`);
  const run = RUNNERS[kind as JobKind] as Runner<JobKind>;
  await run(services, { id, created_at, input: JSON.parse(input_json) as JobInputs[JobKind] }, now);
}
