import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { findVoucher } from "./bookings.queries.server";
import { lockBooking } from "./bookings.store.server";
import type { Contest } from "./contest-redemption.server";
import { listOpenComplaintsOfVoucher } from "./refunds.queries.server";
import { answerRefundRequest, closeComplaints } from "./refunds.store.server";
import { reviewSettlement } from "./review-settlement.server";

/** The resident takes the contest back, and with it what was asked for because of it: the merchant's share goes on its way. */
export async function withdrawContest(
  trx: Trx,
  { booking_id, voucher_id, resident_id }: Omit<Contest, "text">,
  now: Instant,
): Promise<Result<undefined, "voucher-unknown">> {
  const booking = await lockBooking(trx, booking_id);
  const voucher = await findVoucher(trx, voucher_id);
  if (booking?.resident_id !== resident_id || voucher?.booking_id !== booking.id) return failure("voucher-unknown");
  const open = await listOpenComplaintsOfVoucher(trx, voucher_id);
  const contested = open.find(({ kind }) => kind === "contest");
  if (!contested) return ok();
  await closeComplaints(trx, { voucher_id, kind: "contest" }, { outcome: "withdrawn", closed_at: now });
  if (contested.request_id !== null) {
    const end = {
      state: "withdrawn",
      agreed_minor: null,
      answer: null,
      answered_at: now,
      answered_by: resident_id,
    } as const;
    await answerRefundRequest(trx, contested.request_id, end);
  }
  await reviewSettlement(trx, voucher_id, now);
  return ok();
}
