import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import { askForRefund } from "./ask-for-refund.server";
import { findVoucher, type Voucher } from "./bookings.queries.server";
import { lockBooking } from "./bookings.store.server";
import { isDisputed } from "./disputes.queries.server";
import { notifyResident } from "./notify-resident.server";
import { contestableUntil } from "./redemption-contest";
import {
  findOpenRefundRequest,
  getClaimedMinor,
  listComplaints,
  listOpenComplaintsOfVoucher,
} from "./refunds.queries.server";
import { insertComplaint } from "./refunds.store.server";
import { reviewSettlement } from "./review-settlement.server";

/** A resident says of a redeemed voucher: I was not served. */
export type Contest = { booking_id: string; voucher_id: string; resident_id: string; text: string };

export type ContestRefusal = "voucher-unknown" | "not-redeemed" | "contest-over" | "disputed" | "already-closed";

/**
 * Contests a redemption within 24 hours: its settlement is held, a complaint goes to the operator's queue, and the
 * merchant is asked for everything that was paid. Contesting twice is contesting once; what the operator closed is not
 * opened again.
 */
export async function contestRedemption(
  trx: Trx,
  contest: Contest,
  now: Instant,
): Promise<Result<undefined, ContestRefusal>> {
  const { voucher_id, resident_id, text } = contest;
  const found = await lockOwnVoucher(trx, contest);
  if (!found) return failure("voucher-unknown");
  const { booking, voucher } = found;
  const open = await listOpenComplaintsOfVoucher(trx, voucher_id);
  if (open.some(({ kind }) => kind === "contest")) return ok();
  if (voucher.state !== "redeemed" || voucher.redeemed_at === null) return failure("not-redeemed");
  if (now > contestableUntil(voucher.redeemed_at)) return failure("contest-over");
  const { id: booking_id } = booking;
  if (await wasClosed(trx, booking_id, voucher)) return failure("already-closed");
  if (await isDisputed(trx, booking_id)) return failure("disputed");
  const request = await findOpenRefundRequest(trx, voucher_id);
  const left_minor = voucher.gross_minor - (await getClaimedMinor(trx, voucher_id));
  const request_id = request?.id ?? (left_minor > 0 ? newId() : null);
  const is_request_own = !request && request_id !== null ? 1 : 0;
  if (!request && request_id !== null) {
    const wish = { id: request_id, booking_id, voucher_id, resident_id, reason: text, wanted_minor: left_minor };
    const asked = await askForRefund(trx, wish, now);
    if (!asked.ok) return failure("not-redeemed");
  }
  const complaint_id = newId();
  await insertComplaint(trx, {
    id: complaint_id,
    kind: "contest",
    booking_id,
    voucher_id,
    merchant_id: voucher.merchant_id,
    resident_id,
    request_id,
    text,
    state: "open",
    outcome: null,
    opened_at: now,
    closed_at: null,
    is_request_own,
    closed_by: null,
    closing_words: null,
  });
  await reviewSettlement(trx, voucher_id, now);
  const values = { amount_minor: left_minor };
  await notifyResident(trx, { key: `contest:${complaint_id}`, booking_id, kind: "contest-opened", values }, now);
  return ok();
}

/** True where the operator has ended a contest of this very redemption. */
async function wasClosed(trx: Trx, booking_id: string, { id, redeemed_at }: Voucher): Promise<boolean> {
  return (await listComplaints(trx, booking_id)).some(
    ({ voucher_id, kind, outcome, opened_at }) =>
      voucher_id === id && kind === "contest" && outcome === "closed" && opened_at >= (redeemed_at ?? ""),
  );
}

async function lockOwnVoucher(trx: Trx, { booking_id, voucher_id, resident_id }: Contest) {
  const booking = await lockBooking(trx, booking_id);
  const voucher = await findVoucher(trx, voucher_id);
  if (booking?.resident_id !== resident_id || voucher?.booking_id !== booking.id) return undefined;
  return { booking, voucher };
}
