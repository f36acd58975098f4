import type { Instant } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { type Database, inTransaction } from "~/platform/database.server";
import { failUnfinishedRuns } from "./ledger.store.server";

/** Ends the verification runs that a stopped process left unfinished; called once when a server process starts. */
export async function failAbandonedRuns(db: Database, now: Instant): Promise<void> {
  await inTransaction(db, async (trx) => ok(await failUnfinishedRuns(trx, now)));
}
