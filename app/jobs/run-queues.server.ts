import type { StripeEventTable } from "#db/schema/payments";
import { type Instant, steadyClock } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { finishEvent } from "~/payments/finish-event.server";
import { listDueEvents, listDueOutboxRows } from "~/payments/payments.queries.server";
import { postponeEvent } from "~/payments/postpone-event.server";
import { inTransaction } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";
import { applyEvent } from "./apply-event.server";
import { sendOutboxRow } from "./send-outbox-row.server";

export type QueueCounts = { outbox_sent: number; outbox_failed: number; events_done: number; events_failed: number };

const BATCH_COUNT = 50;

/**
 * The queues: what the processor told us, then what was committed to be sent: what it did already is not asked for once
 * more. Runs often.
 */
export async function runQueues(services: Services, now: Instant): Promise<QueueCounts> {
  const counts = { outbox_sent: 0, outbox_failed: 0, events_done: 0, events_failed: 0 };
  // a round may wait long for the processor: what is claimed late in it is claimed with the time it is then
  const timed = { ...services, clock: steadyClock(now) };
  Object.assign(counts, await applyDueEvents(services, now));
  for (const row of await listDueOutboxRows(services.db.read, now, BATCH_COUNT)) {
    if (await sendOutboxRow(timed, row, now)) counts.outbox_sent += 1;
    else counts.outbox_failed += 1;
  }
  return counts;
}

/** What the processor told us and was not applied yet, as much as one round takes. */
export async function applyDueEvents(
  services: Services,
  now: Instant,
): Promise<Pick<QueueCounts, "events_done" | "events_failed">> {
  const counts = { events_done: 0, events_failed: 0 };
  for (const event of checkoutsFirst(await listDueEvents(services.db.read, now, BATCH_COUNT))) {
    if (await takeEvent(services, event, now)) counts.events_done += 1;
    else counts.events_failed += 1;
  }
  return counts;
}

/** A payment is told by several events. The one that names its checkout costs one question, and answers the others. */
function checkoutsFirst(events: readonly StripeEventTable[]): StripeEventTable[] {
  const rank = ({ type }: StripeEventTable) => (type.startsWith("checkout.session.") ? 0 : 1);
  return [...events].sort((a, b) => rank(a) - rank(b));
}

async function takeEvent(services: Services, event: StripeEventTable, now: Instant): Promise<boolean> {
  const { db, log } = services;
  try {
    const applied = await applyEvent(services, event, now);
    if (applied.ok && applied.value === "not-ours") services.metrics.countForeignEvent();
    await inTransaction(db, async (trx) => {
      if (applied.ok) await finishEvent(trx, event.id, now);
      else await postponeEvent(trx, event, applied.error, now);
      return ok();
    });
    return applied.ok;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn({ event: event.id, type: event.type, reason }, "event could not be applied yet");
    await inTransaction(db, async (trx) => ok(await postponeEvent(trx, event, error, now)));
    return false;
  }
}
