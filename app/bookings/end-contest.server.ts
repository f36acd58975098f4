import type { ComplaintTable } from "#db/schema/bookings";
import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { type ComplaintEnd, endComplaints } from "./end-complaints.server";
import { listOpenComplaintsOfVoucher } from "./refunds.queries.server";
import { answerRefundRequest } from "./refunds.store.server";

/**
 * Ends a complaint, and with a contest what was asked for because of it, for the shop has nothing to answer any more.
 * What the resident had asked for before stays asked for. Callers hold the booking's lock, and review the voucher's
 * settlement afterwards.
 */
export async function endContest(
  trx: Trx,
  { complaint, end, ended_by }: { complaint: ComplaintTable; end: ComplaintEnd; ended_by: string },
  now: Instant,
): Promise<void> {
  const { request_id, is_request_own, voucher_id } = complaint;
  if (is_request_own === 0 || request_id === null) return endComplaints(trx, [complaint], end, now);
  const open = await listOpenComplaintsOfVoucher(trx, voucher_id);
  const about = open.filter((each) => each.request_id === request_id);
  await endComplaints(trx, about, end, now);
  const withdrawal = { state: "withdrawn", agreed_minor: null, answer: null } as const;
  await answerRefundRequest(trx, request_id, { ...withdrawal, answered_at: now, answered_by: ended_by });
}
