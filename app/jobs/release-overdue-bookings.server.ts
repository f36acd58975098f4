import { listOverdueBookings } from "~/bookings/bookings.queries.server";
import { releaseBooking } from "~/bookings/release-booking.server";
import { addMs, epochMs, type Instant, instant, MINUTE_MS, SECOND_MS } from "~/kernel/instant";
import { endCheckout } from "~/payments/end-checkout.server";
import { findLatestCheckout } from "~/payments/payments.queries.server";
import { findLostSession, readCheckout } from "~/payments/read-checkout.server";
import { inTransaction } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";
import { applyCheckout } from "./apply-checkout.server";

const BATCH_COUNT = 50;
const CLOCK_TOLERANCE_MS = 5 * MINUTE_MS;

/**
 * Ends unpaid bookings whose time is over. Stripe has the last word: a session is read (and ended) first, and only
 * where none was ever opened does our own clock release the seats. Gives how many bookings were looked at.
 */
export async function releaseOverdueBookings(services: Services, now: Instant): Promise<number> {
  const overdue = await listOverdueBookings(services.db.read, now, BATCH_COUNT);
  for (const booking of overdue) await releaseOverdue(services, booking.id, now);
  return overdue.length;
}

async function releaseOverdue(services: Services, booking_id: string, now: Instant): Promise<void> {
  const { db, stripe } = services;
  const checkout = await findLatestCheckout(db.read, booking_id);
  const session_id = checkout?.session_id ?? (checkout && (await findLostSessionId(services, checkout)));
  if (!session_id) {
    await inTransaction(db, (trx) => releaseBooking(trx, { booking_id, reason: "time-over" }, now));
    return;
  }
  const fact = await readCheckout(stripe, session_id);
  await applyCheckout(services, fact.outcome === "open" ? await endCheckout(stripe, session_id) : fact, now);
}

async function findLostSessionId(
  { stripe }: Services,
  checkout: { reference: string; attempt: number; created_at: string },
): Promise<string | undefined> {
  const since = addMs(instant(checkout.created_at), -CLOCK_TOLERANCE_MS);
  return (await findLostSession(stripe, checkout, Math.floor(epochMs(since) / SECOND_MS)))?.id;
}
