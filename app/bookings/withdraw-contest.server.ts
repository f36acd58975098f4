import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { findVoucher } from "./bookings.queries.server";
import { lockBooking } from "./bookings.store.server";
import type { Contest } from "./contest-redemption.server";
import { endComplaints } from "./end-complaints.server";
import { listOpenComplaintsOfVoucher } from "./refunds.queries.server";
import { answerRefundRequest } from "./refunds.store.server";
import { reviewSettlement } from "./review-settlement.server";

/**
 * The resident takes the contest back, and with it what was asked for because of it: the merchant's share goes on its
 * way. What they had asked for before stays asked for.
 */
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
  const { request_id, is_request_own } = contested;
  const about = is_request_own === 1 ? open.filter((each) => each.request_id === request_id) : [contested];
  await endComplaints(trx, about, { outcome: "withdrawn" }, now);
  if (is_request_own === 1 && request_id !== null) {
    const end = {
      state: "withdrawn",
      agreed_minor: null,
      answer: null,
      answered_at: now,
      answered_by: resident_id,
    } as const;
    await answerRefundRequest(trx, request_id, end);
  }
  await reviewSettlement(trx, voucher_id, now);
  return ok();
}
