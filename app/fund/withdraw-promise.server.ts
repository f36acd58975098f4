import type { Trx } from "~/platform/database.server";
import { moveReceipt } from "./fund.store.server";

/** The voucher was given back unused: nothing will reach the fund from it. */
export async function withdrawPromise(trx: Trx, voucher_id: string): Promise<void> {
  await moveReceipt(trx, voucher_id, "promised", { state: "refunded", entered_at: null });
}
