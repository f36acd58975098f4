import { addMs, type Instant, SECOND_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { type Database, inTransaction } from "~/platform/database.server";
import { claimDueRow } from "./payments.store.server";

/** How long one try may stay unanswered before another sender may repeat it. */
const TRY_LIFETIME_MS = 30 * SECOND_MS;

/** Takes a due row for one try; false when another sender has it or it is finished. */
export async function claimOutboxRow(db: Database, id: string, now: Instant): Promise<boolean> {
  const claimed = await inTransaction(db, async (trx) =>
    ok(await claimDueRow(trx, id, now, addMs(now, TRY_LIFETIME_MS))),
  );
  return claimed.ok && claimed.value;
}
