import { releaseBooking } from "~/bookings/release-booking.server";
import type { Instant } from "~/kernel/instant";
import { failure } from "~/kernel/result";
import { abandonCheckout } from "~/payments/abandon-checkout.server";
import { endCheckout } from "~/payments/end-checkout.server";
import { findLatestCheckout } from "~/payments/payments.queries.server";
import { recordCheckoutState } from "~/payments/record-checkout-state.server";
import { inTransaction } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";
import { applyCheckout } from "./apply-checkout.server";

/**
 * The resident left the pay page or gave the order up: its session is ended first, so that nobody can pay for seats
 * that were given back. Where none was opened yet, the checkout is given up; one that is just being opened is ended by
 * its opener.
 */
export async function leaveCheckout(services: Services, booking_id: string, now: Instant): Promise<void> {
  const { db, stripe } = services;
  const checkout = await findLatestCheckout(db.read, booking_id);
  if (!checkout || checkout.state === "complete") return;
  const fact = checkout.session_id === null ? undefined : await endCheckout(stripe, checkout.session_id);
  if (fact && fact.outcome !== "expired") {
    await applyCheckout(services, fact, now);
    return;
  }
  const left = await inTransaction<boolean, "opened-meanwhile">(db, async (trx) => {
    const released = await releaseBooking(trx, { booking_id, reason: "left-checkout" }, now);
    if (fact) await recordCheckoutState(trx, fact);
    else if (!(await abandonCheckout(trx, checkout, now))) return failure("opened-meanwhile");
    return released;
  });
  // a session never goes away again: this happens once
  if (!left.ok) await leaveCheckout(services, booking_id, now);
}
