import { returnContribution } from "~/fund/return-contribution.server";
import { assert } from "~/kernel/assert";
import type { Trx } from "~/platform/database.server";
import type { Booking } from "./bookings.queries.server";
import { addRefunded, addReturned, addVoucherRefunded } from "./bookings.store.server";
import { listRefundParts, type RefundPart } from "./refunds.queries.server";

/** What was held was not split yet. */
const NO_SHARES = { commission_minor: 0, fund_minor: 0 };

/** A refund failed: what its parts took is put back where they took it. */
export async function putRefundPartsBack(trx: Trx, booking: Booking, refund_id: string): Promise<void> {
  for (const part of await listRefundParts(trx, refund_id)) {
    if (part.source !== "surplus") await addRefunded(trx, booking.id, -part.amount_minor);
    if (part.voucher_id === null) continue;
    if (part.source === "split") await putSplitPartBack(trx, part.voucher_id, part);
    else await addVoucherRefunded(trx, part.voucher_id, { refunded_minor: -part.amount_minor, ...NO_SHARES });
  }
}

async function putSplitPartBack(trx: Trx, voucher_id: string, part: RefundPart): Promise<void> {
  const { commission_minor, fund_minor, merchant_minor } = part;
  assert(
    commission_minor !== null && fund_minor !== null && merchant_minor !== null,
    "a posted part knows what each party gave back",
  );
  await addVoucherRefunded(trx, voucher_id, {
    refunded_minor: -part.amount_minor,
    commission_minor: -commission_minor,
    fund_minor: -fund_minor,
  });
  await addReturned(trx, voucher_id, {
    column: part.is_merchant_paid === 1 ? "owed_back_minor" : "returned_minor",
    amount_minor: -merchant_minor,
  });
  await returnContribution(trx, voucher_id, -fund_minor);
}
