import type { Instant } from "~/kernel/instant";
import { type Minor, minor } from "~/kernel/money";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { type Booking, findVoucher, type Voucher } from "./bookings.queries.server";
import { lockBooking } from "./bookings.store.server";
import { isDisputed } from "./disputes.queries.server";
import { refundAskableUntil } from "./redemption-contest";
import { findRefundRequest, getClaimedMinor, listRefundRequests } from "./refunds.queries.server";
import { insertRefundRequest } from "./refunds.store.server";
import { reviewSettlement } from "./review-settlement.server";

/** `id` comes from the form, so that sending it twice is one request. */
export type RefundWish = {
  id: string;
  booking_id: string;
  voucher_id: string;
  resident_id: string;
  reason: string;
  wanted_minor: Minor;
};

export type RefundWishRefusal =
  | "voucher-unknown"
  | "not-redeemed"
  | "nothing-left"
  | "too-much"
  | "too-late"
  | "disputed"
  | "already-asked"
  | "id-taken";

/**
 * A resident asks for the money of a redeemed voucher, all or part of what is left of it. The merchant's share waits
 * until the merchant has answered. Source: domain.md, What happens to a booking: after use the merchant agrees.
 */
export async function askForRefund(
  trx: Trx,
  wish: RefundWish,
  now: Instant,
): Promise<Result<undefined, RefundWishRefusal>> {
  const booking = await lockBooking(trx, wish.booking_id);
  if (booking?.resident_id !== wish.resident_id) return failure("voucher-unknown");
  const known = await findRefundRequest(trx, wish.id);
  if (known) return known.voucher_id === wish.voucher_id ? ok() : failure("id-taken");
  const voucher = await findVoucher(trx, wish.voucher_id);
  if (voucher?.booking_id !== booking.id) return failure("voucher-unknown");
  const refusal = await wishRefusal(trx, { booking, voucher }, wish, now);
  if (refusal) return failure(refusal);
  await insertRefundRequest(trx, {
    id: wish.id,
    booking_id: booking.id,
    voucher_id: voucher.id,
    merchant_id: voucher.merchant_id,
    resident_id: wish.resident_id,
    reason: wish.reason,
    wanted_minor: minor(wish.wanted_minor),
    state: "requested",
    agreed_minor: null,
    answer: null,
    requested_at: now,
    answered_at: null,
    answered_by: null,
  });
  await reviewSettlement(trx, voucher.id, now);
  return ok();
}

async function wishRefusal(
  trx: Trx,
  { booking, voucher }: { booking: Booking; voucher: Voucher },
  wish: RefundWish,
  now: Instant,
): Promise<RefundWishRefusal | undefined> {
  if (voucher.state !== "redeemed" || booking.paid_at === null) return "not-redeemed";
  if (await isDisputed(trx, booking.id)) return "disputed";
  const left_minor = voucher.gross_minor - (await getClaimedMinor(trx, voucher.id));
  if (left_minor === 0) return "nothing-left";
  if (wish.wanted_minor > left_minor || wish.wanted_minor <= 0) return "too-much";
  if (now > refundAskableUntil(booking.paid_at)) return "too-late";
  const requests = await listRefundRequests(trx, booking.id);
  const is_asked = requests.some(({ voucher_id, state }) => voucher_id === voucher.id && state === "requested");
  return is_asked ? "already-asked" : undefined;
}
