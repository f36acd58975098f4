import { awaitPayment } from "~/bookings/await-payment.server";
import { findBooking } from "~/bookings/bookings.queries.server";
import { confirmPayment, type PaymentOutcome } from "~/bookings/confirm-payment.server";
import { releaseBooking } from "~/bookings/release-booking.server";
import type { Instant } from "~/kernel/instant";
import { ok, type Result } from "~/kernel/result";
import type { CheckoutFact } from "~/payments/checkout";
import { installationName } from "~/payments/installation-name.server";
import { findLatestCheckout } from "~/payments/payments.queries.server";
import { isCheckoutRecorded, recordCheckoutState } from "~/payments/record-checkout-state.server";
import { inTransaction } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";

/**
 * Moves a booking to where its checkout stands at the processor. Webhooks, the success page and the worker all come
 * through here, in any order and at the same time: every step names the state it expects. `not-ours`: another
 * installation's, whose bookings we do not have; one of ours that is not in a restored database is still ours.
 */
export async function applyCheckout(
  { db, keys, log }: Pick<Services, "db" | "keys" | "log">,
  fact: CheckoutFact,
  now: Instant,
): Promise<Result<PaymentOutcome | "waiting" | "released" | "not-here" | "not-ours", never>> {
  if (fact.env !== installationName(keys) && !(await findBooking(db.read, fact.reference))) return ok("not-ours");
  if (!(await isCheckoutRecorded(db.read, fact))) {
    await inTransaction(db, async (trx) => ok(await recordCheckoutState(trx, fact)));
  }
  const booking_id = fact.reference;
  switch (fact.outcome) {
    case "paid": {
      const confirmed = await confirmPayment(db, { booking_id, charge: fact.charge }, keys, now);
      if (confirmed.ok && confirmed.value === "stray") {
        log.error(
          { booking: booking_id, charge: fact.charge.id },
          "money came for a booking that is not here: it goes back",
        );
      }
      return confirmed;
    }
    case "pending":
      await inTransaction(db, async (trx) => ok(await awaitPayment(trx, booking_id, now)));
      return ok("waiting");
    case "open":
      return ok("waiting");
    case "failed":
    case "expired": {
      const latest = await findLatestCheckout(db.read, booking_id);
      if (!latest) return ok("not-here");
      // an older attempt that ended says nothing about the one the resident may be paying now
      if (latest.attempt !== fact.attempt) return ok("waiting");
      const reason = fact.outcome === "failed" ? "payment-failed" : "time-over";
      await inTransaction(db, (trx) => releaseBooking(trx, { booking_id, reason }, now));
      return ok("released");
    }
  }
}
