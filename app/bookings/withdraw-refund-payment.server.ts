import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { lockBooking } from "./bookings.store.server";
import { findRefund, findRefundPayment } from "./refunds.queries.server";
import { endRefundPayment } from "./refunds.store.server";

/**
 * A failed refund was not paid from the bank after all: its task is open again. `already-confirmed`: a bank line shows
 * that it was. Twice is once.
 */
export async function withdrawRefundPayment(
  trx: Trx,
  { refund_id, withdrawn_by }: { refund_id: string; withdrawn_by: string },
  now: Instant,
): Promise<Result<undefined, "refund-unknown" | "own-booking" | "already-confirmed">> {
  const refund = await findRefund(trx, refund_id);
  if (!refund) return failure("refund-unknown");
  const booking = await lockBooking(trx, refund.booking_id);
  if (booking?.resident_id === withdrawn_by) return failure("own-booking");
  const payment = await findRefundPayment(trx, refund_id);
  if (!payment) return ok();
  if (payment.state !== "waiting") return failure("already-confirmed");
  await endRefundPayment(trx, payment.id, {
    state: "withdrawn",
    ended_by: withdrawn_by,
    ended_at: now,
    bank_line_id: null,
  });
  return ok();
}
