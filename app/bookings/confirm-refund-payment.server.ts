import { getCommunity } from "~/alliance/alliance.queries.server";
import { assert } from "~/kernel/assert";
import { calendarDay } from "~/kernel/calendar-day";
import { type Instant, instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { postJournalEntry } from "~/ledger/post-journal-entry.server";
import type { Trx } from "~/platform/database.server";
import type { Booking } from "./bookings.queries.server";
import { lockBooking } from "./bookings.store.server";
import { isDisputed } from "./disputes.queries.server";
import { notifyResident } from "./notify-resident.server";
import { refundPaidOtherwiseEntry } from "./refund-entries";
import { findRefund, findRefundPayment, listRefundParts, type Refund } from "./refunds.queries.server";
import { endRefundPayment, markRefundPaid } from "./refunds.store.server";
import { reviewBooking } from "./review-booking.server";
import { reviewSettlement } from "./review-settlement.server";
import { takeRefundParts } from "./take-refund-parts.server";

/** The line of the operator's bank statement that bears a refund out, and who says so. */
export type RefundPaymentProof = {
  refund_id: string;
  line: { id: string; booked_on: string; amount_minor: number };
  confirmed_by: string;
};

export type ProofRefusal = "refund-unknown" | "does-not-fit" | "second-person-needed" | "own-booking" | "disputed";

/**
 * A bank line shows that a failed refund was paid from the operator's bank: only now it is booked, under the statement's
 * date, and its task ends. Whoever said that it was paid does not confirm it. What the resident had back already is booked
 * as negative surplus. Twice is once. Source: contract.md, refund_paid_otherwise; domain.md, approver ≠ reconciler.
 */
export async function confirmRefundPayment(
  trx: Trx,
  { refund_id, line, confirmed_by }: RefundPaymentProof,
  now: Instant,
): Promise<Result<undefined, ProofRefusal>> {
  const found = await findRefund(trx, refund_id);
  if (!found) return failure("refund-unknown");
  const booking = await lockBooking(trx, found.booking_id);
  const refund = await findRefund(trx, refund_id);
  const payment = await findRefundPayment(trx, refund_id);
  assert(booking && refund, "a refund belongs to a booking, and neither goes away");
  if (payment?.bank_line_id === line.id) return ok();
  if (payment?.state !== "waiting" || line.amount_minor !== -payment.amount_minor) return failure("does-not-fit");
  if (payment.decided_by === confirmed_by) return failure("second-person-needed");
  if (booking.resident_id === confirmed_by) return failure("own-booking");
  if (await isDisputed(trx, booking.id)) return failure("disputed");
  const end = { state: "confirmed", ended_by: confirmed_by, ended_at: now, bank_line_id: line.id } as const;
  assert(await endRefundPayment(trx, payment.id, end), "a waiting payment can be confirmed");
  const { decided_by, note } = payment;
  assert(
    await markRefundPaid(trx, refund_id, { resolved_at: now, resolved_by: decided_by, resolution_note: note }),
    "a failed refund that nobody asked for again was paid",
  );
  await post(trx, { booking, refund, paid_by: decided_by, line }, now);
  for (const { voucher_id } of await listRefundParts(trx, refund_id)) {
    if (voucher_id !== null) await reviewSettlement(trx, voucher_id, now);
  }
  const notice = { key: `refund-paid-otherwise:${refund_id}`, kind: "refund-paid-otherwise" } as const;
  const values = { amount_minor: refund.amount_minor };
  await notifyResident(trx, { ...notice, booking_id: booking.id, values }, now);
  return ok();
}

async function post(
  trx: Trx,
  paid: { booking: Booking; refund: Refund; paid_by: string; line: { booked_on: string } },
  now: Instant,
): Promise<void> {
  const { booking, refund, paid_by, line } = paid;
  const { zone } = await getCommunity(trx);
  const parts = await takeRefundParts(trx, booking, refund.id);
  const { id: booking_id, merchant_id, currency } = booking;
  const about = { booking_id, merchant_id, paid_at: instant(booking.paid_at ?? now), reason: refund.reason, parts };
  const { id, amount_minor } = refund;
  const fact = { id, amount_minor, currency, paid_by, booked_on: calendarDay(line.booked_on) };
  await postJournalEntry(trx, refundPaidOtherwiseEntry(about, fact), zone, now);
  if (refund.reason !== "surplus") await reviewBooking(trx, booking.id);
}
