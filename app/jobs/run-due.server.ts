import { getCommunity } from "~/alliance/alliance.queries.server";
import { settleBookings } from "~/bookings/settle-bookings.server";
import { dayOf } from "~/kernel/calendar-day";
import { type Instant, instant } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { anchorLedger } from "~/ledger/anchor-ledger.server";
import { findNewestAnchor } from "~/ledger/ledger.queries.server";
import { openSlots } from "~/offers/open-slots.server";
import { fetchMissedEvents } from "~/payments/fetch-missed-events.server";
import { finishEvent, postponeEvent } from "~/payments/inbox-event.server";
import { listDueEvents, listDueOutboxRows } from "~/payments/payments.queries.server";
import { inTransaction } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";
import { handleEvent } from "./handle-event.server";
import { releaseOverdueBookings } from "./release-overdue.server";
import { sendOutboxRow } from "./send-outbox-row.server";

/** How much of what was done in one round. */
export type DueCounts = {
  outbox_sent: number;
  outbox_failed: number;
  events_done: number;
  events_failed: number;
  holds_checked: number;
  settlements_due: number;
  slots_opened: number;
  missed_events: number;
  anchors_made: number;
};

const BATCH_COUNT = 50;

/** The queues: what was committed to be sent, and what the processor told us. Runs often. */
export async function runQueues(
  services: Services,
  now: Instant,
): Promise<Pick<DueCounts, "outbox_sent" | "outbox_failed" | "events_done" | "events_failed">> {
  const counts = { outbox_sent: 0, outbox_failed: 0, events_done: 0, events_failed: 0 };
  for (const row of await listDueOutboxRows(services.db.read, now, BATCH_COUNT)) {
    if (await sendOutboxRow(services, row, now)) counts.outbox_sent += 1;
    else counts.outbox_failed += 1;
  }
  for (const event of await listDueEvents(services.db.read, now, BATCH_COUNT)) {
    if (await handleInboxEvent(services, event, now)) counts.events_done += 1;
    else counts.events_failed += 1;
  }
  return counts;
}

/** What falls due by the clock: overdue holds and settlements. Runs every few seconds. */
export async function runSchedules(
  services: Services,
  now: Instant,
): Promise<Pick<DueCounts, "holds_checked" | "settlements_due">> {
  const holds_checked = await releaseOverdueBookings(services, now);
  const settled = await inTransaction(services.db, (trx) => settleBookings(trx, now));
  return { holds_checked, settlements_due: settled.ok ? settled.value : 0 };
}

/** What keeps the calendar and the inbox whole. Runs every few minutes. */
export async function runUpkeep(
  services: Services,
  now: Instant,
): Promise<Pick<DueCounts, "slots_opened" | "missed_events" | "anchors_made">> {
  const { zone } = await getCommunity(services.db.read);
  const opened = await inTransaction(services.db, async (trx) => ok(await openSlots(trx, zone, now)));
  return {
    slots_opened: opened.ok ? opened.value : 0,
    missed_events: await fetchMissedEvents(services, now),
    anchors_made: await anchorOncePerDay(services, zone, now),
  };
}

/** Signs the journal's head once a day, so that receipts of the day before can be proved. */
async function anchorOncePerDay({ db, keys }: Services, zone: string, now: Instant): Promise<number> {
  const newest = await findNewestAnchor(db.read);
  if (newest && dayOf(instant(newest.ts), zone) >= dayOf(now, zone)) return 0;
  const anchored = await anchorLedger(db, keys.signing_key, now);
  return anchored.ok && anchored.value.seq !== newest?.seq ? 1 : 0;
}

/** Everything that is due, until the queues are quiet; for `npm run jobs:run -- --once` and the seed. */
export async function runEverythingDue(services: Services, now: Instant): Promise<DueCounts> {
  const upkeep = await runUpkeep(services, now);
  const schedules = await runSchedules(services, now);
  const total: DueCounts = {
    ...upkeep,
    ...schedules,
    outbox_sent: 0,
    outbox_failed: 0,
    events_done: 0,
    events_failed: 0,
  };
  for (;;) {
    const counts = await runQueues(services, now);
    total.outbox_sent += counts.outbox_sent;
    total.outbox_failed += counts.outbox_failed;
    total.events_done += counts.events_done;
    total.events_failed += counts.events_failed;
    if (counts.outbox_sent + counts.events_done === 0) return total;
  }
}

async function handleInboxEvent(
  services: Services,
  event: Parameters<typeof handleEvent>[1],
  now: Instant,
): Promise<boolean> {
  const { db, log } = services;
  try {
    const handled = await handleEvent(services, event, now);
    await inTransaction(db, async (trx) => {
      if (handled.ok) await finishEvent(trx, event.id, now);
      else await postponeEvent(trx, event, handled.error, now);
      return ok();
    });
    return handled.ok;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn({ event: event.id, type: event.type, reason }, "event could not be handled yet");
    await inTransaction(db, async (trx) => ok(await postponeEvent(trx, event, reason, now)));
    return false;
  }
}
