import { listOverdueBookings } from "~/bookings/bookings.queries.server";
import { postponeRelease } from "~/bookings/postpone-release.server";
import { releaseBooking } from "~/bookings/release-booking.server";
import { addMs, epochMs, type Instant, instant, MINUTE_MS, SECOND_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
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
 * where none was ever opened does our own clock release the seats. One that cannot be read now is put off, so that it
 * stops nobody else's release. Gives how many bookings were looked at.
 */
export async function releaseOverdueBookings(services: Services, now: Instant): Promise<number> {
  const overdue = await listOverdueBookings(services.db.read, now, BATCH_COUNT);
  for (const booking of overdue) {
    try {
      await releaseOverdue(services, booking, now);
    } catch (error) {
      services.log.warn({ booking: booking.id, reason: String(error) }, "an overdue booking could not be released yet");
      await inTransaction(services.db, async (trx) => ok(await postponeRelease(trx, booking.id, now)));
    }
  }
  return overdue.length;
}

async function releaseOverdue(services: Services, booking: { id: string; state: string }, now: Instant): Promise<void> {
  const { db, stripe } = services;
  const booking_id = booking.id;
  const release = () => inTransaction(db, (trx) => releaseBooking(trx, { booking_id, reason: "time-over" }, now));
  const checkout = await findLatestCheckout(db.read, booking_id);
  const session_id = checkout?.session_id ?? (checkout && (await findLostSessionId(services, checkout)));
  if (!session_id) {
    await release();
    return;
  }
  const fact = await readCheckout(stripe, session_id);
  // a wallet that said nothing for a day has had its time; money that comes later takes the seats again or goes back
  if (fact.outcome === "pending" && booking.state === "paying") await release();
  else await applyCheckout(services, fact.outcome === "open" ? await endCheckout(stripe, session_id) : fact, now);
}

async function findLostSessionId(
  { stripe }: Services,
  checkout: { reference: string; attempt: number; created_at: string },
): Promise<string | undefined> {
  const since = addMs(instant(checkout.created_at), -CLOCK_TOLERANCE_MS);
  return (await findLostSession(stripe, checkout, Math.floor(epochMs(since) / SECOND_MS)))?.id;
}
