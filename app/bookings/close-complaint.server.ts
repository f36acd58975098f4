import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { listHolders } from "~/members/members.queries.server";
import { notifyPerson } from "~/members/notify-person.server";
import type { Trx } from "~/platform/database.server";
import { findVoucher } from "./bookings.queries.server";
import { lockBooking } from "./bookings.store.server";
import { endContest } from "./end-contest.server";
import { findComplaint } from "./refunds.queries.server";
import { reviewSettlement } from "./review-settlement.server";

/** Which complaint ends, by whom, and why: resident and shop read the words. */
export type ComplaintClosing = { complaint_id: string; closed_by: string; words: string };

export type ClosingRefusal = "complaint-unknown" | "own-booking" | "already-closed";

/**
 * The operator ends a complaint without a ruling: both sides were heard, or nobody answers any more. Nothing is refunded
 * by it, and what a contest asked for is asked for no more; the resident and the shop's owners are told, and the share
 * goes on its way where nothing else holds it. Closing twice with the same words is closing once.
 */
export async function closeComplaint(
  trx: Trx,
  { complaint_id, closed_by, words }: ComplaintClosing,
  now: Instant,
): Promise<Result<undefined, ClosingRefusal>> {
  const found = await findComplaint(trx, complaint_id);
  if (!found) return failure("complaint-unknown");
  const { booking_id, voucher_id, merchant_id } = found;
  const booking = await lockBooking(trx, booking_id);
  if (booking?.resident_id === closed_by) return failure("own-booking");
  const complaint = await findComplaint(trx, complaint_id);
  assert(complaint, "a complaint never goes away");
  if (complaint.state === "closed") {
    const is_same = complaint.closed_by === closed_by && complaint.closing_words === words;
    return is_same ? ok() : failure("already-closed");
  }
  const end = { outcome: "closed", closed_by, closing_words: words } as const;
  await endContest(trx, { complaint, end, ended_by: closed_by }, now);
  await reviewSettlement(trx, voucher_id, now);
  const voucher = await findVoucher(trx, voucher_id);
  const values = { amount_minor: voucher?.gross_minor ?? 0 };
  for (const person_id of await listHolders(trx, { role: "owner", scope_id: merchant_id })) {
    const told = { key: `complaint-ended-shop:${complaint_id}:${person_id}`, person_id, booking_id };
    await notifyPerson(trx, { ...told, kind: "complaint-ended-shop", values }, now);
  }
  return ok();
}
