import { getCommunity } from "~/alliance/alliance.queries.server";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { findEntryByIdem } from "~/ledger/ledger.queries.server";
import { postJournalEntry } from "~/ledger/post-journal-entry.server";
import type { Trx } from "~/platform/database.server";
import { lockBooking } from "./bookings.store.server";
import type { ProofRefusal, RefundPaymentProof } from "./confirm-refund-payment.server";
import { isDisputed } from "./disputes.queries.server";
import { leaveFailedRefund } from "./leave-failed-refund.server";
import { notifyResident } from "./notify-resident.server";
import { putRefundPartsBack } from "./put-refund-parts-back.server";
import { refundPaymentReturnedEntry } from "./refund-entries";
import { findRefund, findRefundPayment, listRefundParts } from "./refunds.queries.server";
import { unmarkRefundPaid } from "./refunds.store.server";
import { reviewBooking } from "./review-booking.server";
import { reviewSettlement } from "./review-settlement.server";

/**
 * The bank brought back what was paid to a resident instead of a failed refund: the entry of that is mirrored under the
 * statement's date, and what it took is owed again. A new failed refund stands for it, a task for a person, whose id is
 * given; the old one keeps what was said of it. Whoever said that it was paid does not confirm this either.
 */
export async function returnRefundPayment(
  trx: Trx,
  { refund_id, line, confirmed_by }: RefundPaymentProof,
  now: Instant,
): Promise<Result<string, ProofRefusal>> {
  const found = await findRefund(trx, refund_id);
  if (!found) return failure("refund-unknown");
  const booking = await lockBooking(trx, found.booking_id);
  const refund = await findRefund(trx, refund_id);
  const payment = await findRefundPayment(trx, refund_id);
  assert(booking && refund, "a refund belongs to a booking, and neither goes away");
  const is_paid = payment?.state === "confirmed" && refund.resolution === "paid-otherwise";
  if (!is_paid || line.amount_minor !== payment.amount_minor) return failure("does-not-fit");
  if (payment.decided_by === confirmed_by) return failure("second-person-needed");
  if (booking.resident_id === confirmed_by) return failure("own-booking");
  if (await isDisputed(trx, booking.id)) return failure("disputed");
  const paid = await findEntryByIdem(trx, `refund_paid_otherwise:${refund_id}`);
  assert(paid, "what was confirmed is in the journal");
  await putRefundPartsBack(trx, booking, refund_id);
  assert(await unmarkRefundPaid(trx, refund_id), "a refund that was paid can come back");
  const parts = (await listRefundParts(trx, refund_id)).map(({ voucher_id, source, amount_minor }) => {
    return { voucher_id, source, amount_minor };
  });
  const again_id = await leaveFailedRefund(trx, { ...refund, failure_reason: "returned_by_bank" }, parts, now);
  if (refund.reason !== "surplus") await reviewBooking(trx, booking.id);
  for (const { voucher_id } of parts) if (voucher_id !== null) await reviewSettlement(trx, voucher_id, now);
  const notice = { key: `refund-failed:${again_id}`, kind: "refund-failed", booking_id: booking.id } as const;
  await notifyResident(trx, { ...notice, values: { amount_minor: refund.amount_minor } }, now);
  const { zone } = await getCommunity(trx);
  await postJournalEntry(trx, refundPaymentReturnedEntry(paid, line, now), zone, now);
  return ok(again_id);
}
