import { addMs, type Instant, SECOND_MS } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { failRunsUnseenSince } from "./ledger.store.server";

/** A run writes a sign of life four times a second; after this time its process is gone. */
const SILENCE_LIMIT_MS = 15 * SECOND_MS;

/** Ends the verification runs that a stopped process left unfinished, and leaves those of other living processes. */
export async function failSilentRuns(trx: Trx, now: Instant): Promise<void> {
  await failRunsUnseenSince(trx, addMs(now, -SILENCE_LIMIT_MS), now);
}
