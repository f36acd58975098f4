import type { OutboxTable } from "#db/schema/payments";
import { addMs, type Instant, SECOND_MS, steadyClock } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { type Database, inTransaction } from "~/platform/database.server";
import { claimDueRow, prolongClaim } from "./payments.store.server";

/** How long the row of a sender that is heard of no more stays with it, before another may repeat the try. */
const CLAIM_LIFETIME_MS = 30 * SECOND_MS;

/** A row that is ours for one try, which its `tries_count` counts already. */
export type OutboxClaim = { row: OutboxTable; letGo(): void };

/**
 * Takes a due row for one try; undefined when another sender has it or it is finished. `now` is when this try begins. A
 * try is several calls, each of which may wait long for the processor: the claim is prolonged until it is let go, so
 * that nobody sends the row a second time meanwhile.
 */
export async function claimOutboxRow(db: Database, id: string, now: Instant): Promise<OutboxClaim | undefined> {
  const until = (at: Instant) => addMs(at, CLAIM_LIFETIME_MS);
  const claimed = await inTransaction(db, async (trx) => ok(await claimDueRow(trx, id, now, until(now))));
  const row = claimed.ok ? claimed.value : undefined;
  if (!row) return undefined;
  const clock = steadyClock(now);
  const renewal = setInterval(() => {
    // a database that is locked for a moment: the next renewal comes long before the claim runs out
    inTransaction(db, async (trx) => ok(await prolongClaim(trx, row, until(clock())))).catch(() => undefined);
  }, CLAIM_LIFETIME_MS / 6);
  return { row, letGo: () => clearInterval(renewal) };
}
