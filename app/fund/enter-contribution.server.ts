import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { moveReceipt } from "./fund.store.server";

/** The voucher was redeemed: its contribution stands in the journal as of `now`. */
export async function enterContribution(trx: Trx, voucher_id: string, now: Instant): Promise<void> {
  await moveReceipt(trx, voucher_id, "promised", { state: "entered", entered_at: now });
}
