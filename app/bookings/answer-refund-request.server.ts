import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import type { Minor } from "~/kernel/money";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { findVoucher } from "./bookings.queries.server";
import { lockBooking } from "./bookings.store.server";
import { isDisputed } from "./disputes.queries.server";
import { endComplaints } from "./end-complaints.server";
import { notifyResident } from "./notify-resident.server";
import {
  findRefundRequest,
  getClaimedMinor,
  listOpenComplaintsOfVoucher,
  type RefundRequest,
} from "./refunds.queries.server";
import { answerRefundRequest as answerRow } from "./refunds.store.server";
import { requestRefund } from "./request-refund.server";
import { reviewSettlement } from "./review-settlement.server";

/** What the merchant says to a refund request: so much of it, or nothing and why. */
export type RefundAnswer = {
  request_id: string;
  merchant_id: string;
  answered_by: string;
  answer: string;
  agreed_minor: Minor | undefined;
};

export type RefundAnswerRefusal = "request-unknown" | "own-booking" | "already-answered" | "disputed" | "too-much";

/**
 * The merchant agrees to a refund, in all or in part, or refuses it. An agreed one is asked of the processor at once; a
 * refused one can be complained of; that there was no answer cannot any more. Answering again with the same answer changes nothing.
 */
export async function answerRefundRequest(
  trx: Trx,
  given: RefundAnswer,
  now: Instant,
): Promise<Result<undefined, RefundAnswerRefusal>> {
  const { request_id, merchant_id, answered_by, answer } = given;
  const found = await findRefundRequest(trx, request_id);
  if (found?.merchant_id !== merchant_id) return failure("request-unknown");
  if (found.resident_id === answered_by) return failure("own-booking");
  await lockBooking(trx, found.booking_id);
  const request = await findRefundRequest(trx, request_id);
  assert(request, "a refund request never goes away");
  const agreed_minor = given.agreed_minor ?? null;
  if (request.state !== "requested") {
    return request.agreed_minor === agreed_minor && request.answered_by === answered_by
      ? ok()
      : failure("already-answered");
  }
  if (await isDisputed(trx, request.booking_id)) return failure("disputed");
  const left_minor = await leftMinor(trx, request);
  if (agreed_minor !== null && (agreed_minor > request.wanted_minor || agreed_minor > left_minor)) {
    return failure("too-much");
  }
  const state = agreed_minor === null ? "refused" : "agreed";
  const change = { state, agreed_minor, answer, answered_at: now, answered_by } as const;
  assert(await answerRow(trx, request.id, change), "a request that waits can be answered");
  if (agreed_minor !== null) await refundAgreed(trx, { request, agreed_minor, left_minor }, now);
  const open = await listOpenComplaintsOfVoucher(trx, request.voucher_id);
  const unanswered = open.filter(({ kind }) => kind === "refund-unanswered");
  await endComplaints(trx, unanswered, { outcome: "answered" }, now);
  await reviewSettlement(trx, request.voucher_id, now);
  const told = { key: `refund-answer:${request.id}`, booking_id: request.booking_id };
  const values = { amount_minor: agreed_minor ?? request.wanted_minor };
  await notifyResident(trx, { ...told, kind: agreed_minor === null ? "refund-refused" : "refund-agreed", values }, now);
  return ok();
}

async function leftMinor(trx: Trx, { voucher_id }: RefundRequest): Promise<Minor> {
  const voucher = await findVoucher(trx, voucher_id);
  assert(voucher, "a refund request names a voucher");
  return voucher.gross_minor - (await getClaimedMinor(trx, voucher_id));
}

async function refundAgreed(
  trx: Trx,
  { request, agreed_minor, left_minor }: { request: RefundRequest; agreed_minor: Minor; left_minor: Minor },
  now: Instant,
): Promise<void> {
  const booking = await lockBooking(trx, request.booking_id);
  assert(booking?.charge_id, "a redeemed voucher that cost something was charged");
  const { id: booking_id, charge_id } = booking;
  const { id: request_id, voucher_id } = request;
  const parts = [{ voucher_id, source: "split" as const, amount_minor: agreed_minor }];
  await requestRefund(trx, { booking_id, charge_id, reason: "agreed", parts, request_id }, now);
  // a contest of which everything comes back has had its way; another stays in the operator's queue
  if (agreed_minor !== left_minor) return;
  await endComplaints(trx, await listOpenComplaintsOfVoucher(trx, voucher_id), { outcome: "refunded" }, now);
}
