import { epochMs, type Instant, instant, SECOND_MS } from "~/kernel/instant";
import { listOutboxFigures } from "~/payments/payments.queries.server";
import type { Reader } from "~/platform/database.server";
import { QUEUES, type Queue } from "./dead-letter";

/** How full a queue is: rows by state (what is done is not counted), and since when the oldest waits. */
export type QueueFigures = {
  queue: Queue;
  states: Record<string, number>;
  /** Everything that is neither done nor dead. */
  depth: number;
  dead: number;
  /** Seconds since the oldest of them was wanted; pauses between its tries count. */
  lag_s: number;
};

/** Depth and lag of all queues. */
export async function listQueueFigures(reader: Reader, now: Instant): Promise<QueueFigures[]> {
  return Promise.all(QUEUES.map((queue) => getQueueFigures(reader, queue, now)));
}

async function getQueueFigures(reader: Reader, queue: Queue, now: Instant): Promise<QueueFigures> {
  const rows = (await READERS[queue](reader, now)).map((row) => ({ ...row, count: Number(row.count) }));
  const waiting = rows.filter(({ state }) => state !== "dead");
  const since = waiting.flatMap((row) => row.since ?? []).sort()[0];
  return {
    queue,
    states: Object.fromEntries([
      ...STATES[queue].map((state) => [state, 0]),
      ...rows.map((row) => [row.state, row.count]),
    ]),
    depth: waiting.reduce((sum, { count }) => sum + count, 0),
    dead: rows.find(({ state }) => state === "dead")?.count ?? 0,
    lag_s: since ? Math.max(0, Math.round((epochMs(now) - epochMs(instant(since))) / SECOND_MS)) : 0,
  };
}

/** Named also while there are none: a monitor must tell nothing from no answer. */
const STATES: Record<Queue, readonly string[]> = {
  outbox: ["ready", "sent", "dead"],
  inbox: ["received", "dead"],
  job: ["ready", "running", "dead"],
};

const READERS = {
  outbox: listOutboxFigures,
  inbox: (reader: Reader) =>
    reader
      .selectFrom("stripe_event")
      .select((eb) => ["state", eb.fn.countAll<number>().as("count"), eb.fn.min<string>("received_at").as("since")])
      .where("state", "in", ["received", "dead"])
      .groupBy("state")
      .execute(),
  // a job that is wanted for tomorrow waits for nobody
  job: (reader: Reader, now: Instant) =>
    reader
      .selectFrom("job")
      .select((eb) => ["state", eb.fn.countAll<number>().as("count"), eb.fn.min<string>("run_at").as("since")])
      .where("state", "in", ["ready", "running", "dead"])
      .where("run_at", "<=", now)
      .groupBy("state")
      .execute(),
};
