import { sql } from "kysely";
import type { Reader } from "~/platform/database.server";
import { QUEUES, type Queue, TROUBLED_TRIES_COUNT } from "./dead-letter";

const SHOWN_COUNT = 100;

/** Something of a queue that failed: for good (`is_dead`), or several times so far. */
export type TroubledRow = {
  queue: Queue;
  id: string;
  /** The operation, the event's type or the job's kind. */
  what: string;
  input_json: string;
  is_dead: boolean;
  tries_count: number;
  error: string | null;
  created_at: string;
  /** When it failed for good, or will be tried next. */
  at: string;
};

/** What failed in one queue, the newest first: dead rows, or with `is_dead` false those that are tried again and again. */
export async function listTroubledRows(reader: Reader, queue: Queue, is_dead: boolean): Promise<TroubledRow[]> {
  const rows = await READERS[queue](reader, is_dead);
  return rows.map((row) => ({ ...row, queue, is_dead, at: (is_dead ? row.finished_at : null) ?? row.next_try_at }));
}

const READERS = { outbox: troubledOutbox, inbox: troubledInbox, job: troubledJobs };

function troubledOutbox(reader: Reader, is_dead: boolean) {
  return reader
    .selectFrom("outbox")
    .select(["id", "operation as what", "params_json as input_json"])
    .select(["tries_count", "error", "created_at", "finished_at", "next_try_at"])
    .where("state", "in", is_dead ? ["dead"] : ["ready", "sent"])
    .$if(!is_dead, (query) => query.where("tries_count", ">=", TROUBLED_TRIES_COUNT))
    .orderBy("created_at", "desc")
    .orderBy("id")
    .limit(SHOWN_COUNT)
    .execute();
}

function troubledInbox(reader: Reader, is_dead: boolean) {
  return reader
    .selectFrom("stripe_event")
    .select(["id", "type as what", "payload_json as input_json"])
    .select((eb) => eb("tries_count", "+", eb.ref("unanswered_count")).as("tries_count"))
    .select(["error", "received_at as created_at", "finished_at", "next_try_at"])
    .where("state", "=", is_dead ? "dead" : "received")
    .$if(!is_dead, (query) =>
      query.where((eb) => eb(eb("tries_count", "+", eb.ref("unanswered_count")), ">=", TROUBLED_TRIES_COUNT)),
    )
    .orderBy("received_at", "desc")
    .orderBy("id")
    .limit(SHOWN_COUNT)
    .execute();
}

function troubledJobs(reader: Reader, is_dead: boolean) {
  return reader
    .selectFrom("job")
    .select(["id", "kind as what", "input_json", "error", "created_at", "finished_at", "next_try_at"])
    .select((eb) => eb("tries_count", "+", eb.ref("unanswered_count")).as("tries_count"))
    .where("state", "in", is_dead ? ["dead"] : ["ready", "running"])
    .$if(!is_dead, (query) =>
      query.where((eb) => eb(eb("tries_count", "+", eb.ref("unanswered_count")), ">=", TROUBLED_TRIES_COUNT)),
    )
    .orderBy("created_at", "desc")
    .orderBy("id")
    .limit(SHOWN_COUNT)
    .execute();
}

/** State, tries and last error of one row of a queue; undefined for none. */
export async function findLetter(reader: Reader, queue: Queue, id: string) {
  const columns = ["state", "tries_count", "error"] as const;
  switch (queue) {
    case "outbox":
      return reader.selectFrom("outbox").select(columns).where("id", "=", id).executeTakeFirst();
    case "inbox":
      return reader.selectFrom("stripe_event").select(columns).where("id", "=", id).executeTakeFirst();
    case "job":
      return reader.selectFrom("job").select(columns).where("id", "=", id).executeTakeFirst();
  }
}

/** Who sent these rows on their way again before, oldest first. */
export async function listRetriesOf(reader: Reader, row_ids: readonly string[]) {
  if (row_ids.length === 0) return [];
  return reader
    .selectFrom("dead_letter_retry")
    .leftJoin("person", "person.id", "dead_letter_retry.person_id")
    .select(["queue", "row_id", "retried_at", "person.name"])
    .where("row_id", "in", row_ids)
    .orderBy("retried_at")
    .execute();
}

/** How many wait for a person, in all queues. */
export async function countDeadLetters(reader: Reader): Promise<number> {
  return (await countDeadLettersByKind(reader)).reduce((sum, { count }) => sum + count, 0);
}

/** The same by what they are: the operation, the event's type or the job's kind. What there is none of is not listed. */
export async function countDeadLettersByKind(reader: Reader): Promise<{ queue: Queue; kind: string; count: number }[]> {
  const outbox = reader.selectFrom("outbox").select("operation as kind").groupBy("operation");
  const inbox = reader.selectFrom("stripe_event").select("type as kind").groupBy("type");
  const jobs = reader.selectFrom("job").select("kind").groupBy("kind");
  const found = {
    outbox: await outbox.select(rowCount).where("state", "=", "dead").execute(),
    inbox: await inbox.select(rowCount).where("state", "=", "dead").execute(),
    job: await jobs.select(rowCount).where("state", "=", "dead").execute(),
  };
  return QUEUES.flatMap((queue) => found[queue].map(({ kind, count }) => ({ queue, kind, count: Number(count) })));
}

const rowCount = sql<number>`count(*)`.as("count");
