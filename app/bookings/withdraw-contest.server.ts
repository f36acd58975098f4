import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { findVoucher } from "./bookings.queries.server";
import { lockBooking } from "./bookings.store.server";
import type { Contest } from "./contest-redemption.server";
import { endContest } from "./end-contest.server";
import { listOpenComplaintsOfVoucher } from "./refunds.queries.server";
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
  await endContest(trx, { complaint: contested, end: { outcome: "withdrawn" }, ended_by: resident_id }, now);
  await reviewSettlement(trx, voucher_id, now);
  return ok();
}
