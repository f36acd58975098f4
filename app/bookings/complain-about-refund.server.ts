import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import { lockBooking } from "./bookings.store.server";
import { complaintKind } from "./redemption-contest";
import { findRefundRequest, listComplaints, listOpenComplaintsOfVoucher } from "./refunds.queries.server";
import { addToComplaint, insertComplaint } from "./refunds.store.server";
import { reviewSettlement } from "./review-settlement.server";

export type ComplaintRefusal = "request-unknown" | "not-refused" | "already-closed";

/**
 * A resident whose refund was refused, or not answered for three days, takes it to the operator's queue. The complaint
 * is kept there until it ends; what they say of another request of the same voucher is added to it. Complaining twice is
 * complaining once; what the operator closed is not opened again.
 */
export async function complainAboutRefund(
  trx: Trx,
  complaint: { request_id: string; resident_id: string; text: string },
  now: Instant,
): Promise<Result<undefined, ComplaintRefusal>> {
  const { request_id, resident_id, text } = complaint;
  const found = await findRefundRequest(trx, request_id);
  if (found?.resident_id !== resident_id) return failure("request-unknown");
  await lockBooking(trx, found.booking_id);
  const request = (await findRefundRequest(trx, request_id)) ?? found;
  const kind = complaintKind(request, now);
  if (!kind) return failure("not-refused");
  const { booking_id, voucher_id, merchant_id } = request;
  const open = (await listOpenComplaintsOfVoucher(trx, voucher_id)).find((each) => each.kind === kind);
  if (open) {
    const is_said = open.request_id === request_id || open.text.split("\n").includes(text);
    if (!is_said) await addToComplaint(trx, open.id, `${open.text}\n${text}`);
    return ok();
  }
  const was_decided = (each: { request_id: string | null; kind: string; outcome: string | null }) =>
    each.request_id === request_id && each.kind === kind && each.outcome === "closed";
  if ((await listComplaints(trx, booking_id)).some(was_decided)) return failure("already-closed");
  await insertComplaint(trx, {
    id: newId(),
    kind,
    booking_id,
    voucher_id,
    merchant_id,
    resident_id,
    request_id,
    text,
    state: "open",
    outcome: null,
    opened_at: now,
    closed_at: null,
    is_request_own: 0,
    closed_by: null,
    closing_words: null,
  });
  await reviewSettlement(trx, voucher_id, now);
  return ok();
}
