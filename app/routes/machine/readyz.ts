import { listPendingMigrations } from "#db/migrate";
import type { Queue } from "~/jobs/dead-letter";
import { countDeadLettersByKind } from "~/jobs/dead-letters.queries.server";
import { listQueueFigures } from "~/jobs/queue-figures.queries.server";
import { takeLease } from "~/jobs/take-lease.server";
import { epochMs, type Instant, instant, SECOND_MS } from "~/kernel/instant";
import { failure } from "~/kernel/result";
import { findOldestDueOutboxAt } from "~/payments/payments.queries.server";
import { countOpenIncidentsByKind } from "~/payments/reconciliation.queries.server";
import { type Database, inTransaction, type Reader } from "~/platform/database.server";
import { answersOnly } from "../answers-only.server";
import { guardedLoader } from "../guard.server";

/**
 * Migrated, writable, how many seconds the oldest unanswered request to the processor has been due, how full and how late
 * every queue is, and what waits for a person.
 */
export const loader = guardedLoader("machine/readyz", async ({ services, now }) => {
  const { db } = services;
  const facts = await readFacts(db, now).catch(() => NO_FACTS);
  const database_writable = await isWritable(db, now);
  const ready = database_writable && facts.pending_migrations?.length === 0;
  const headers = { "cache-control": "no-store", ...(ready ? {} : { "retry-after": "5" }) };
  return Response.json({ ready, database_writable, ...facts }, { status: ready ? 200 : 503, headers });
});

const NO_FACTS = {
  pending_migrations: null,
  outbox_lag_s: null,
  queues: null,
  dead_letters: null,
  open_incidents: null,
} as const;

async function readFacts(db: Database, now: Instant) {
  const pending_migrations = await listPendingMigrations(db.read);
  const oldest = await findOldestDueOutboxAt(db.read, now);
  const lag_s = oldest ? (epochMs(now) - epochMs(instant(oldest))) / SECOND_MS : 0;
  const figures = await listQueueFigures(db.read, now);
  const queues = Object.fromEntries(figures.map(({ queue, depth, dead, lag_s }) => [queue, { depth, dead, lag_s }]));
  return { pending_migrations, outbox_lag_s: Math.max(0, Math.round(lag_s)), queues, ...(await readTroubles(db.read)) };
}

/** What waits for a person: how many of which kind. */
async function readTroubles(reader: Reader) {
  const dead_letters: Record<Queue, Record<string, number>> = { outbox: {}, inbox: {}, job: {} };
  for (const { queue, kind, count } of await countDeadLettersByKind(reader)) dead_letters[queue][kind] = count;
  const incidents = await countOpenIncidentsByKind(reader);
  return { dead_letters, open_incidents: Object.fromEntries(incidents.map(({ kind, count }) => [kind, count])) };
}

/** Writes a row and takes it back: an empty transaction proves nothing to a server that has gone read-only. */
async function isWritable(db: Database, now: Instant): Promise<boolean> {
  const written = inTransaction(db, async (trx) => {
    await takeLease(trx, { name: "readyz", holder: "readyz", expires_at: now }, now);
    return failure("taken-back");
  });
  return written.then(
    () => true,
    () => false,
  );
}

export const action = answersOnly("GET");
