import type { ExpressionBuilder } from "kysely";
import type { Schema } from "#db/schema/schema";
import type { Instant } from "~/kernel/instant";
import type { Reader } from "~/platform/database.server";
import { isDue } from "~/platform/due.server";
import { DISPUTE_DELAY } from "./dispute-delay";

export async function findOutboxRow(reader: Reader, id: string) {
  return reader.selectFrom("outbox").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function findOutboxRowByKey(reader: Reader, key: string) {
  return reader.selectFrom("outbox").selectAll().where("key", "=", key).executeTakeFirst();
}

/** Rows whose time has come, oldest first. `sent` ones are here when their answer never came back. */
export async function listDueOutboxRows(reader: Reader, now: Instant, limit: number) {
  return reader
    .selectFrom("outbox")
    .selectAll()
    .where("state", "in", ["ready", "sent"])
    .where(isDue("next_try_at", now))
    .orderBy("created_at")
    .orderBy("id")
    .limit(limit)
    .execute();
}

/** The newest checkout attempt for a reference. */
export async function findLatestCheckout(reader: Reader, reference: string) {
  return reader
    .selectFrom("checkout")
    .selectAll()
    .where("reference", "=", reference)
    .orderBy("attempt", "desc")
    .executeTakeFirst();
}

/** The unanswered request that opens the checkout of `reference`, if there is one. */
export async function findOpeningOutboxRow(reader: Reader, reference: string) {
  return reader
    .selectFrom("outbox")
    .selectAll()
    .where("reference", "=", reference)
    .where("operation", "=", "open-checkout")
    .where("state", "in", ["ready", "sent"])
    .orderBy("created_at", "desc")
    .executeTakeFirst();
}

/** Events waiting to be handled, oldest arrival first. */
export async function listDueEvents(reader: Reader, now: Instant, limit: number) {
  return reader
    .selectFrom("stripe_event")
    .selectAll()
    .where("state", "=", "received")
    .where(isDue("next_try_at", now))
    .orderBy("received_at")
    .orderBy("id")
    .limit(limit)
    .execute();
}

export async function listKnownEventIds(reader: Reader, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await reader.selectFrom("stripe_event").select("id").where("id", "in", ids).execute();
  return new Set(rows.map((row) => row.id));
}

/** When the newest event we know of was created at the processor. */
export async function findNewestEventAt(reader: Reader): Promise<string | undefined> {
  const row = await reader
    .selectFrom("stripe_event")
    .select("created_at")
    .orderBy("created_at", "desc")
    .executeTakeFirst();
  return row?.created_at;
}

/** Since when the oldest request that is due waits for its answer; what waited on purpose counts from its end. */
export async function findOldestDueOutboxAt(reader: Reader, now: Instant): Promise<string | undefined> {
  const row = await reader
    .selectFrom("outbox")
    .select((eb) => eb.fn.min<string | null>(wantedSince(eb)).as("since"))
    .where("state", "in", ["ready", "sent"])
    .where(isDue("next_try_at", now))
    .executeTakeFirst();
  return row?.since ?? undefined;
}

/** Since when a request is wanted: from its creation, or from the end of what it waited for on purpose. */
function wantedSince(eb: ExpressionBuilder<Schema, "outbox">) {
  return eb.case().when("error", "=", DISPUTE_DELAY).then(eb.ref("next_try_at")).else(eb.ref("created_at")).end();
}

/** Requests by state but done ones, and since when the oldest of each is wanted; what waits on purpose is not late. */
export async function listOutboxFigures(reader: Reader, now: Instant) {
  return reader
    .selectFrom("outbox")
    .select((eb) => ["state", eb.fn.countAll<number>().as("count")])
    .select((eb) => {
      const is_late = eb.or([eb("error", "is", null), eb("error", "<>", DISPUTE_DELAY), eb("next_try_at", "<=", now)]);
      return eb.fn.min<string | null>(eb.case().when(is_late).then(wantedSince(eb)).end()).as("since");
    })
    .where("state", "in", ["ready", "sent", "dead"])
    .groupBy("state")
    .execute();
}
