import { addMs, type Instant, instant } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { type Database, inTransaction, type Trx } from "./database.server";
import { keyedHash } from "./keyed-hash.server";
import { deleteEndedWindows, findHits, insertHit, takeHitBack } from "./rate-limits.store.server";

/** At most `most_count` hits in a window of `window_ms` that begins with its first hit. */
export type RateLimit = { name: string; most_count: number; window_ms: number };

/** A hit against somebody or something; `subject` is hashed before it is stored. */
export type Hit = { limit: RateLimit; subject: string };

/** A limit that is full until `until`. `is_first` is true once a window, in whichever process: worth an alarm. */
export type Overstep = { limit: RateLimit; key: string; until: Instant; is_first: boolean };

/**
 * Counts a hit against each of `hits`, the narrowest first; gives the first that is over its limit, and then counts
 * those behind it no more. Safe with any number of processes on one database. What is refused again writes nothing.
 */
export async function countHits(
  db: Database,
  hits: readonly Hit[],
  secret: string,
  now: Instant,
): Promise<Overstep | undefined> {
  const known = await findOverstep(db, hits, secret, now);
  if (known && !known.is_first) return known;
  const counted = await inTransaction(db, async (trx) => {
    for (const hit of hits) {
      const overstep = await countHit(trx, hit, secret, now);
      if (overstep) return ok(overstep);
    }
    return ok(undefined);
  });
  return counted.ok ? counted.value : undefined;
}

/** The first of `hits` whose limit is full already: one more would be refused. Counts nothing. */
export async function findOverstep(
  db: Database,
  hits: readonly Hit[],
  secret: string,
  now: Instant,
): Promise<Overstep | undefined> {
  for (const { limit, subject } of hits) {
    const key = keyOf(limit, subject, secret);
    const row = await findHits(db.read, key, now);
    if (row && row.hit_count >= limit.most_count) {
      return { limit, key, until: instant(row.expires_at), is_first: row.hit_count === limit.most_count };
    }
  }
  return undefined;
}

/** Takes hits back that turned out to be harmless, such as a password that was right. */
export async function giveBackHits(db: Database, hits: readonly Hit[], secret: string, now: Instant): Promise<void> {
  await inTransaction(db, async (trx) => {
    for (const { limit, subject } of hits) await takeHitBack(trx, keyOf(limit, subject, secret), now);
    return ok();
  });
}

/** Forgets the windows that have ended; gives how many there were. */
export async function removeEndedWindows(db: Database, now: Instant): Promise<number> {
  const removed = await inTransaction(db, async (trx) => ok(await deleteEndedWindows(trx, now)));
  return removed.ok ? removed.value : 0;
}

async function countHit(
  trx: Trx,
  { limit, subject }: Hit,
  secret: string,
  now: Instant,
): Promise<Overstep | undefined> {
  const key = keyOf(limit, subject, secret);
  const expires_at = addMs(now, limit.window_ms);
  const counted = await insertHit(trx, { key, most_count: limit.most_count, expires_at }, now);
  if (counted && counted.hit_count <= limit.most_count) return undefined;
  const until = counted?.expires_at ?? (await findHits(trx, key, now))?.expires_at ?? expires_at;
  return { limit, key, until: instant(until), is_first: counted !== undefined };
}

/** Neither a phone number nor an address stands in the table. */
function keyOf({ name }: RateLimit, subject: string, secret: string): string {
  return keyedHash(secret, "rate-limit", `${name}\n${subject}`).toString("hex");
}
