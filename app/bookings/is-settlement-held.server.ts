import type { SettlementTable } from "#db/schema/bookings";
import type { Reader } from "~/platform/database.server";
import { isDisputed, isUnderReview } from "./disputes.queries.server";
import { findOpenRefundRequest, hasRefundInFlight, listOpenComplaintsOfVoucher } from "./refunds.queries.server";

/**
 * True while somebody asks for a redeemed voucher's money, complains of it or is being refunded, and while its payment is
 * disputed or looked at: its share goes to nobody meanwhile. Source: payments.md, C4.
 */
export async function isSettlementHeld(
  reader: Reader,
  { voucher_id, booking_id }: Pick<SettlementTable, "voucher_id" | "booking_id">,
): Promise<boolean> {
  return (
    (await isDisputed(reader, booking_id)) ||
    (await isUnderReview(reader, booking_id)) ||
    (await findOpenRefundRequest(reader, voucher_id)) !== undefined ||
    (await hasRefundInFlight(reader, voucher_id)) ||
    (await listOpenComplaintsOfVoucher(reader, voucher_id)).length > 0
  );
}
