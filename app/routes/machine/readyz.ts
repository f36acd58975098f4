import { listPendingMigrations } from "#db/migrate";
import { epochMs, instant, SECOND_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { findOldestDueOutboxAt } from "~/payments/payments.queries.server";
import { inTransaction } from "~/platform/database.server";
import { answersOnly } from "../answers-only.server";
import { guardedLoader } from "../guard.server";

/** Migrated, writable, and how many seconds the oldest unanswered request to the processor has been due. */
export const loader = guardedLoader("machine/readyz", async ({ services, now }) => {
  const { db } = services;
  const pending = await listPendingMigrations(db.write);
  const is_writable = await inTransaction(db, async () => ok()).then(
    (outcome) => outcome.ok,
    () => false,
  );
  const oldest = await findOldestDueOutboxAt(db.read, now);
  const outbox_lag_s = oldest ? Math.max(0, Math.round((epochMs(now) - epochMs(instant(oldest))) / SECOND_MS)) : 0;
  const is_ready = pending.length === 0 && is_writable;
  return Response.json(
    { ready: is_ready, pending_migrations: pending, database_writable: is_writable, outbox_lag_s },
    {
      status: is_ready ? 200 : 503,
      headers: { "cache-control": "no-store", ...(is_ready ? {} : { "retry-after": "5" }) },
    },
  );
});

export const action = answersOnly("GET");
