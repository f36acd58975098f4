import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { findVoucher } from "./bookings.queries.server";
import { endComplaints } from "./end-complaints.server";
import { findOpenRefundRequest, getClaimedMinor, listOpenComplaintsOfVoucher } from "./refunds.queries.server";
import { answerRefundRequest } from "./refunds.store.server";

/**
 * Once nothing of a voucher is left that was not given back, what was asked for and complained of has had its way.
 * Callers hold the booking's lock, and review the voucher's settlement afterwards.
 */
export async function endDoubts(trx: Trx, voucher_id: string, now: Instant): Promise<void> {
  const voucher = await findVoucher(trx, voucher_id);
  if (!voucher || voucher.gross_minor > (await getClaimedMinor(trx, voucher_id))) return;
  await endComplaints(trx, await listOpenComplaintsOfVoucher(trx, voucher_id), { outcome: "refunded" }, now);
  const request = await findOpenRefundRequest(trx, voucher_id);
  if (!request) return;
  const end = { state: "withdrawn", agreed_minor: null, answer: null, answered_at: now, answered_by: null } as const;
  await answerRefundRequest(trx, request.id, end);
}
