import type { Trx } from "~/platform/database.server";
import { moveSettlement } from "./bookings.store.server";

/** A share that was sent has arrived; being told so twice changes nothing. */
export async function finishSettlement(trx: Trx, voucher_id: string): Promise<void> {
  await moveSettlement(trx, voucher_id, "sent", "done");
}
