import type { BookingState, RefundReason } from "#db/schema/bookings";
import { getCommunity } from "~/alliance/alliance.queries.server";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { findEntryByIdem } from "~/ledger/ledger.queries.server";
import { postJournalEntryOnce } from "~/ledger/post-journal-entry-once.server";
import type { RefundFact } from "~/payments/checkout";
import type { Trx } from "~/platform/database.server";
import { refundEntry, refundFailedEntry } from "./booking-entries";
import { findRefund } from "./bookings.queries.server";
import { addRefunded, lockBooking, moveBooking, moveRefund } from "./bookings.store.server";

/** The state of a booking while it still owes a refund for this reason; surplus money is no part of its booking. */
const OWING_STATES = {
  resident_cancelled: "cancelled",
  expired: "expired",
  surplus: undefined,
} as const satisfies Record<RefundReason, BookingState | undefined>;

/**
 * Takes in a refund's state as the processor tells it, in any order and any number of times: one entry when the money
 * leaves, one mirror entry when it comes back. Only `succeeded` counts as returned, and a failure has the last word: its
 * booking is cancelled or expired with the money still owed, whatever was told before or is told again.
 */
export async function recordRefund(
  trx: Trx,
  fact: RefundFact,
  now: Instant,
): Promise<Result<undefined, "refund-unknown">> {
  const refund = await findRefund(trx, fact.refund_id);
  if (!refund || refund.charge_id !== fact.charge_id) return failure("refund-unknown");
  const booking = await lockBooking(trx, refund.booking_id);
  assert(booking, "a refund belongs to a booking");
  const { zone } = await getCommunity(trx);
  const about = { booking_id: booking.id, paid_at: instant(booking.paid_at ?? now), reason: refund.reason };
  const owing_state = OWING_STATES[refund.reason];
  if (!(await findEntryByIdem(trx, `refund:${fact.stripe_refund_id}`))) {
    await postJournalEntryOnce(trx, refundEntry(about, fact), zone, now);
    if (owing_state) await addRefunded(trx, booking.id, fact.amount_minor);
  }
  const change = { state: fact.outcome, stripe_refund_id: fact.stripe_refund_id };
  if (fact.outcome === "failed" || fact.outcome === "canceled") {
    if (await moveRefund(trx, refund.id, ["requested", "submitted", "succeeded"], { ...change, finished_at: now })) {
      const reversed = await findEntryByIdem(trx, `refund:${fact.stripe_refund_id}`);
      assert(reversed, "the refund was posted before it failed");
      await postJournalEntryOnce(trx, refundFailedEntry(fact, reversed), zone, now);
      if (owing_state) {
        await addRefunded(trx, booking.id, -fact.amount_minor);
        await moveBooking(trx, booking.id, ["refunded"], { state: owing_state });
      }
    }
    return ok();
  }
  const finished_at = fact.outcome === "succeeded" ? now : null;
  const is_news = await moveRefund(trx, refund.id, ["requested", "submitted"], { ...change, finished_at });
  const is_whole = refund.amount_minor === booking.gross_minor;
  if (is_news && fact.outcome === "succeeded" && owing_state && is_whole) {
    await moveBooking(trx, booking.id, [owing_state], { state: "refunded" });
  }
  return ok();
}
