import { listOverdueBookings } from "~/bookings/bookings.queries.server";
import { postponeRelease } from "~/bookings/postpone-release.server";
import { releaseBooking } from "~/bookings/release-booking.server";
import type { Instant } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { endCheckout } from "~/payments/end-checkout.server";
import { findLatestCheckout } from "~/payments/payments.queries.server";
import { findLostSession, readOurCheckout } from "~/payments/read-checkout.server";
import { DatabaseBusyError, inTransaction } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";
import { isUnanswered } from "~/platform/stripe.server";
import { applyCheckout } from "./apply-checkout.server";

const BATCH_COUNT = 50;

/**
 * Ends unpaid bookings whose time is over. Stripe has the last word: a session is read (and ended) first, and only
 * where none was ever opened does our own clock release the seats. Gives how many bookings were looked at.
 */
export async function releaseOverdueBookings(services: Services, now: Instant): Promise<number> {
  const overdue = await listOverdueBookings(services.db.read, now, BATCH_COUNT);
  for (const booking of overdue) {
    try {
      await releaseOverdue(services, booking, now);
    } catch (error) {
      // one booking that cannot be ended must not hold up the others; while the processor is down, all of them wait
      if (isUnanswered(error) || error instanceof DatabaseBusyError) throw error;
      services.log.warn({ booking: booking.id, reason: String(error) }, "overdue booking could not be ended");
      await inTransaction(services.db, async (trx) => ok(await postponeRelease(trx, booking.id, now)));
    }
  }
  return overdue.length;
}

type Overdue = Awaited<ReturnType<typeof listOverdueBookings>>[number];

async function releaseOverdue(services: Services, { id: booking_id, state }: Overdue, now: Instant): Promise<void> {
  const { db, stripe } = services;
  const release = () => inTransaction(db, (trx) => releaseBooking(trx, { booking_id, reason: "time-over" }, now));
  const checkout = await findLatestCheckout(db.read, booking_id);
  const session_id = checkout?.session_id ?? (checkout && (await findLostSession(stripe, checkout))?.id);
  if (!session_id) {
    await release();
    return;
  }
  const read = await readOurCheckout(stripe, session_id);
  const fact = read.outcome === "open" ? await endCheckout(stripe, session_id) : read;
  await applyCheckout(services, fact, now);
  // a wallet first heard of now has its own 24 hours; after those, or with money that did not fit, no seat is kept
  const keeps_seats = fact.outcome === "open" || (fact.outcome === "pending" && state === "held");
  if (!keeps_seats) await release();
}
