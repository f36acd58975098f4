import type { RateLimitTable } from "#db/schema/platform";
import type { Reader, Trx } from "./database.server";

/** One hit: against which key, how many fit into a window, and when a window that began now would end. */
export type CountedHit = { key: string; most_count: number; expires_at: string };

/**
 * Counts one hit in one statement, so that two processes cannot both take the last place of a window; a window that has
 * ended begins anew. One hit more than fits is written (it tells the first refusal from the others), further ones give
 * undefined and write nothing.
 */
export async function insertHit(
  trx: Trx,
  { key, most_count, expires_at }: CountedHit,
  now: string,
): Promise<Pick<RateLimitTable, "hit_count" | "expires_at"> | undefined> {
  return trx
    .insertInto("rate_limit")
    .values({ key, hit_count: 1, window_started_at: now, expires_at })
    .onConflict((conflict) =>
      conflict
        .column("key")
        .doUpdateSet((eb) => {
          const has_ended = eb("rate_limit.expires_at", "<=", now);
          const started = eb.case().when(has_ended).then(now).else(eb.ref("rate_limit.window_started_at")).end();
          const expires = eb.case().when(has_ended).then(expires_at).else(eb.ref("rate_limit.expires_at")).end();
          return {
            hit_count: eb
              .case()
              .when(has_ended)
              .then(eb.lit(1))
              .else(eb("rate_limit.hit_count", "+", eb.lit(1)))
              .end(),
            window_started_at: started,
            expires_at: expires,
          };
        })
        .where((eb) => eb.or([eb("rate_limit.expires_at", "<=", now), eb("rate_limit.hit_count", "<=", most_count)])),
    )
    .returning(["hit_count", "expires_at"])
    .executeTakeFirst();
}

/** What the open window of `key` has counted; undefined where none is open. */
export async function findHits(reader: Reader, key: string, now: string): Promise<RateLimitTable | undefined> {
  return reader
    .selectFrom("rate_limit")
    .selectAll()
    .where("key", "=", key)
    .where("expires_at", ">", now)
    .executeTakeFirst();
}

/** Takes one hit back out of the open window of `key`. */
export async function takeHitBack(trx: Trx, key: string, now: string): Promise<void> {
  await trx
    .updateTable("rate_limit")
    .set((eb) => ({ hit_count: eb("hit_count", "-", 1) }))
    .where("key", "=", key)
    .where("expires_at", ">", now)
    .where("hit_count", ">", 0)
    .execute();
}

/** Forgets windows that have ended; gives how many. */
export async function deleteEndedWindows(trx: Trx, now: string): Promise<number> {
  const deleted = await trx.deleteFrom("rate_limit").where("expires_at", "<=", now).executeTakeFirst();
  return Number(deleted.numDeletedRows);
}
