import { getCommunity } from "~/alliance/alliance.queries.server";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { findEntryByIdem } from "~/ledger/ledger.queries.server";
import { postJournalEntryOnce } from "~/ledger/post-journal-entry-once.server";
import type { RefundFact } from "~/payments/checkout";
import type { Trx } from "~/platform/database.server";
import { adoptRefund } from "./adopt-refund.server";
import type { Booking } from "./bookings.queries.server";
import { lockBooking } from "./bookings.store.server";
import { notifyResident } from "./notify-resident.server";
import { putRefundPartsBack } from "./put-refund-parts-back.server";
import { recordStrayRefund } from "./record-stray-refund.server";
import { refundEntry, refundFailedEntry } from "./refund-entries";
import { findRefund, findRefundByStripeId, listRefundParts, type Refund } from "./refunds.queries.server";
import { moveRefund } from "./refunds.store.server";
import { reviewBooking } from "./review-booking.server";
import { reviewSettlement } from "./review-settlement.server";
import { takeRefundParts } from "./take-refund-parts.server";

/**
 * Takes in a refund's state as the processor tells it, in any order and any number of times: one entry when the money
 * leaves, one mirror entry when it comes back; none where it failed before any money moved. Only `succeeded` counts as returned, and a failure has the last word: the
 * money is owed again, whatever was told before or is told again, and a person decides what happens next. A refund that
 * somebody made at the processor without us is adopted. `charge-unknown`: its charge is not in the books yet.
 */
export async function recordRefund(
  trx: Trx,
  fact: RefundFact,
  now: Instant,
): Promise<Result<undefined, "charge-unknown">> {
  const known = (fact.refund_id && (await findRefund(trx, fact.refund_id))) || undefined;
  const ours = known?.charge_id === fact.charge_id ? known : await findRefundByStripeId(trx, fact.stripe_refund_id);
  const refund = ours ?? (await adoptRefund(trx, fact, now));
  if (!refund) return (await recordStrayRefund(trx, fact, now)) ? ok() : failure("charge-unknown");
  const booking = await lockBooking(trx, refund.booking_id);
  assert(booking, "a refund belongs to a booking");
  if (hasMovedMoney(fact) && !(await findEntryByIdem(trx, `refund:${fact.stripe_refund_id}`))) {
    await post(trx, { booking, refund, fact }, now);
  }
  const is_news = await moveOn(trx, { booking, refund, fact }, now);
  if (is_news && refund.reason !== "surplus") await reviewBooking(trx, booking.id);
  if (is_news) await tellOutcome(trx, { booking, refund, fact }, now);
  for (const { voucher_id } of await listRefundParts(trx, refund.id)) {
    if (voucher_id !== null) await reviewSettlement(trx, voucher_id, now);
  }
  return ok();
}

/** A refund that is only asked for has no balance transaction yet: its entry names one, and waits for it. */
function hasMovedMoney({ balance_transaction_id, outcome }: RefundFact): boolean {
  return balance_transaction_id !== undefined || outcome === "succeeded";
}

type ToldRefund = { booking: Booking; refund: Refund; fact: RefundFact };

/** Only what the processor has done, or could not do, is news for the resident. */
async function tellOutcome(trx: Trx, { booking, refund, fact }: ToldRefund, now: Instant): Promise<void> {
  if (fact.outcome === "submitted") return;
  const kind = fact.outcome === "succeeded" ? "refund-done" : "refund-failed";
  const told = { key: `${kind}:${refund.id}`, booking_id: booking.id, values: { amount_minor: refund.amount_minor } };
  await notifyResident(trx, { ...told, kind }, now);
}

async function post(trx: Trx, { booking, refund, fact }: ToldRefund, now: Instant): Promise<void> {
  assert(refund.amount_minor === fact.amount_minor, "the processor refunds what was asked");
  const { zone } = await getCommunity(trx);
  const parts = await takeRefundParts(trx, booking, refund.id);
  const { id: booking_id, merchant_id, paid_at } = booking;
  const about = { booking_id, merchant_id, paid_at: instant(paid_at ?? now), reason: refund.reason, parts };
  await postJournalEntryOnce(trx, refundEntry(about, fact), zone, now);
}

/** Moves the refund to where the processor has it; true where that is news. */
async function moveOn(trx: Trx, { booking, refund, fact }: ToldRefund, now: Instant): Promise<boolean> {
  const { outcome, stripe_refund_id } = fact;
  if (outcome === "submitted" || outcome === "succeeded") {
    const finished_at = outcome === "succeeded" ? now : null;
    const from = outcome === "succeeded" ? (["requested", "submitted"] as const) : (["requested"] as const);
    return moveRefund(trx, refund.id, from, { state: outcome, stripe_refund_id, finished_at });
  }
  const change = { state: outcome, stripe_refund_id, finished_at: now, failure_reason: fact.failure_reason ?? null };
  if (!(await moveRefund(trx, refund.id, ["requested", "submitted", "succeeded"], change))) return false;
  const reversed = await findEntryByIdem(trx, `refund:${stripe_refund_id}`);
  if (!reversed) return true;
  const { zone } = await getCommunity(trx);
  await postJournalEntryOnce(trx, refundFailedEntry(fact, reversed), zone, now);
  await putRefundPartsBack(trx, booking, refund.id);
  return true;
}
