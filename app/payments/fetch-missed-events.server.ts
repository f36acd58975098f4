import { addMs, DAY_MS, epochMs, type Instant, instant, SECOND_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { type Database, inTransaction } from "~/platform/database.server";
import type { Stripe } from "~/platform/stripe.server";
import { findNewestEventAt, listKnownEventIds } from "./payments.queries.server";
import { receiveEvent } from "./receive-event.server";

/** Stripe keeps events for 30 days. */
export const EVENT_LIFETIME_MS = 30 * DAY_MS;
const BATCH_COUNT = 100;
/** Of a long list that was never told, many events become known together, and never all at once. */
const RECEIVED_TOGETHER_COUNT = 200;

/**
 * Reads the processor's list of events since `overlap_ms` before the newest known one, and takes in those whose
 * webhook never arrived. After an outage one fresh event hides older ones, so a process looks back for days when it
 * starts and then for an hour past its last look, and each reconciliation for as long as events are kept. Gives how many
 * there were.
 */
export async function fetchMissedEvents(
  { db, stripe }: { db: Database; stripe: Stripe },
  overlap_ms: number,
  now: Instant,
): Promise<number> {
  const newest = await findNewestEventAt(db.read);
  const since = newest ? addMs(instant(newest), -overlap_ms) : addMs(now, -EVENT_LIFETIME_MS);
  const missed: Stripe.Event[] = [];
  let batch: Stripe.Event[] = [];
  const sift = async () => {
    const known = await listKnownEventIds(
      db.read,
      batch.map((event) => event.id),
    );
    missed.push(...batch.filter((event) => !known.has(event.id)));
    batch = [];
  };
  const gte = Math.floor(epochMs(since) / SECOND_MS);
  for await (const event of stripe.events.list({ created: { gte }, limit: BATCH_COUNT })) {
    batch.push(event);
    if (batch.length === BATCH_COUNT) await sift();
  }
  await sift();
  missed.reverse();
  // the oldest first: where this ends on the way, the newest known event does not hide the rest
  for (let start = 0; start < missed.length; start += RECEIVED_TOGETHER_COUNT) {
    const together = missed.slice(start, start + RECEIVED_TOGETHER_COUNT);
    await inTransaction(db, async (trx) => {
      for (const event of together) await receiveEvent(trx, event, now);
      return ok();
    });
  }
  return missed.length;
}
