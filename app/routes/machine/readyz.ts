import { listPendingMigrations } from "#db/migrate";
import { listQueueFigures } from "~/jobs/queue-figures.queries.server";
import { takeLease } from "~/jobs/take-lease.server";
import { epochMs, type Instant, instant, SECOND_MS } from "~/kernel/instant";
import { failure } from "~/kernel/result";
import { findOldestDueOutboxAt } from "~/payments/payments.queries.server";
import { type Database, inTransaction } from "~/platform/database.server";
import { answersOnly } from "../answers-only.server";
import { guardedLoader } from "../guard.server";

/**
 * Migrated, writable, how many seconds the oldest unanswered request to the processor has been due, and how full and how
 * late every queue is.
 */
export const loader = guardedLoader("machine/readyz", async ({ services, now }) => {
  const { db } = services;
  const facts = await readFacts(db, now).catch(() => ({ pending_migrations: null, outbox_lag_s: null, queues: null }));
  const database_writable = await isWritable(db, now);
  const ready = database_writable && facts.pending_migrations?.length === 0;
  const headers = { "cache-control": "no-store", ...(ready ? {} : { "retry-after": "5" }) };
  return Response.json({ ready, database_writable, ...facts }, { status: ready ? 200 : 503, headers });
});

async function readFacts(db: Database, now: Instant) {
  const pending_migrations = await listPendingMigrations(db.read);
  const oldest = await findOldestDueOutboxAt(db.read, now);
  const lag_s = oldest ? (epochMs(now) - epochMs(instant(oldest))) / SECOND_MS : 0;
  const figures = await listQueueFigures(db.read, now);
  const queues = Object.fromEntries(figures.map(({ queue, depth, dead, lag_s }) => [queue, { depth, dead, lag_s }]));
  return { pending_migrations, outbox_lag_s: Math.max(0, Math.round(lag_s)), queues };
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
