import type { SettlementTable } from "#db/schema/bookings";
import type { Trx } from "~/platform/database.server";
import { listSettlementsOf } from "./bookings.queries.server";
import { lockBooking } from "./bookings.store.server";

/**
 * The settlements of these vouchers, with their bookings locked in the order of their ids: no refund is posted to them
 * until this transaction ends. A voucher without a settlement is left out.
 */
export async function lockSettlements(trx: Trx, voucher_ids: readonly string[]): Promise<SettlementTable[]> {
  const found = await listSettlementsOf(trx, voucher_ids);
  for (const booking_id of [...new Set(found.map(({ booking_id }) => booking_id))].sort()) {
    await lockBooking(trx, booking_id);
  }
  return listSettlementsOf(trx, voucher_ids);
}
