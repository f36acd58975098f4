import { getCommunity } from "~/alliance/alliance.queries.server";
import { assert } from "~/kernel/assert";
import { type Instant, instant } from "~/kernel/instant";
import { sumMinor } from "~/kernel/money";
import { failure, ok, type Result } from "~/kernel/result";
import { findEntryByIdem } from "~/ledger/ledger.queries.server";
import { postJournalEntry } from "~/ledger/post-journal-entry.server";
import type { Trx } from "~/platform/database.server";
import { lockBooking } from "./bookings.store.server";
import { getLostOfCharge, isDisputed } from "./disputes.queries.server";
import { refundPaidOtherwiseEntry } from "./refund-entries";
import { findRefund, getReturnedOfCharge, listRefundParts, type Refund } from "./refunds.queries.server";
import { resolveFailedRefund } from "./refunds.store.server";
import { requestRefund } from "./request-refund.server";
import { reviewBooking } from "./review-booking.server";
import { reviewSettlement } from "./review-settlement.server";
import { takeRefundParts } from "./take-refund-parts.server";

/** What a person decided about a refund that failed: to ask the processor again, or that it was paid from the bank. */
export type RefundResolution = {
  refund_id: string;
  resolution: "asked-again" | "paid-otherwise";
  note: string;
  resolved_by: string;
};

/**
 * Ends the task that a failed refund left. Nothing is ever asked again by itself: a failed refund may have failed for a
 * reason that only a person can see. Where the resident has the money already, the task ends and nothing moves. Deciding twice the same way is deciding once. Source: payments.md, C5.
 */
export async function resolveRefund(
  trx: Trx,
  decided: RefundResolution,
  now: Instant,
): Promise<Result<undefined, "refund-unknown" | "own-booking" | "not-failed" | "already-resolved" | "disputed">> {
  const { refund_id, resolution, note, resolved_by } = decided;
  const found = await findRefund(trx, refund_id);
  if (!found) return failure("refund-unknown");
  const booking = await lockBooking(trx, found.booking_id);
  if (booking?.resident_id === resolved_by) return failure("own-booking");
  const refund = await findRefund(trx, refund_id);
  assert(refund, "a refund never goes away");
  if (refund.state !== "failed" && refund.state !== "canceled") return failure("not-failed");
  // without a resolution: a dispute took what it owed
  if (refund.resolved_at !== null) return refund.resolution === resolution ? ok() : failure("already-resolved");
  if (await isDisputed(trx, refund.booking_id)) return failure("disputed");
  const is_owed = await isOwed(trx, refund);
  const change = { resolved_at: now, resolved_by, resolution: is_owed ? resolution : null, resolution_note: note };
  assert(await resolveFailedRefund(trx, refund_id, change), "an open task can be ended");
  if (!is_owed) return ok();
  if (resolution === "asked-again") await askAgain(trx, refund, now);
  else await payOtherwise(trx, refund, resolved_by, now);
  for (const { voucher_id } of await listRefundParts(trx, refund.id)) {
    if (voucher_id !== null) await reviewSettlement(trx, voucher_id, now);
  }
  return ok();
}

/** False where other refunds or disputes of the charge have given the resident the same money, or are about to. */
async function isOwed(trx: Trx, { charge_id, amount_minor }: Refund): Promise<boolean> {
  const capture = await findEntryByIdem(trx, `charge:${charge_id}`);
  assert(capture, "a refund is made of a charge in the books");
  const charged_minor = sumMinor(capture.postings.flatMap(({ amount }) => (amount > 0 ? [amount] : [])));
  const refunded_minor = await getReturnedOfCharge(trx, charge_id, ["requested", "submitted", "succeeded"]);
  return amount_minor <= charged_minor - refunded_minor - (await getLostOfCharge(trx, charge_id));
}

async function askAgain(trx: Trx, refund: Refund, now: Instant): Promise<void> {
  const { id: replaces_id, booking_id, charge_id, reason, at_fault, loss_borne_by, request_id } = refund;
  const parts = (await listRefundParts(trx, refund.id)).map(({ voucher_id, source, amount_minor }) => ({
    voucher_id,
    source,
    amount_minor,
  }));
  const blame = { at_fault, loss_borne_by };
  const wanted = { booking_id, charge_id, reason, parts, blame, replaces_id, ...(request_id && { request_id }) };
  await requestRefund(trx, wanted, now);
}

async function payOtherwise(trx: Trx, refund: Refund, paid_by: string, now: Instant): Promise<void> {
  const booking = await lockBooking(trx, refund.booking_id);
  assert(booking, "a refund belongs to a booking");
  const { zone } = await getCommunity(trx);
  const parts = await takeRefundParts(trx, booking, refund.id);
  const { id: booking_id, merchant_id, currency } = booking;
  const about = { booking_id, merchant_id, paid_at: instant(booking.paid_at ?? now), reason: refund.reason, parts };
  const { id, amount_minor } = refund;
  await postJournalEntry(trx, refundPaidOtherwiseEntry(about, { id, amount_minor, currency, paid_by }), zone, now);
  if (refund.reason !== "surplus") await reviewBooking(trx, booking.id);
}
