import type { Trx } from "~/platform/database.server";
import { moveReceipt } from "./fund.store.server";

/** The redemption was taken back: the contribution is promised again, as it was before. */
export async function promiseAgain(trx: Trx, voucher_id: string): Promise<void> {
  await moveReceipt(trx, voucher_id, "entered", { state: "promised", entered_at: null });
}
