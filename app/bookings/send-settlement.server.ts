import { assert } from "~/kernel/assert";
import type { Trx } from "~/platform/database.server";
import { moveSettlement } from "./bookings.store.server";

/**
 * A due share is on its way to the merchant: refunds from here on are had back from the merchant. Callers hold the
 * booking's lock and have seen it due.
 */
export async function sendSettlement(trx: Trx, voucher_id: string): Promise<void> {
  assert(await moveSettlement(trx, voucher_id, "due", "sent"), "only a due share is sent");
}
