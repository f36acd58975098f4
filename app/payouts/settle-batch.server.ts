import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { FUND_PAYEE } from "./payout-plan";
import { listPayoutsOfBatch } from "./payouts.queries.server";
import { moveBatch } from "./payouts.store.server";

/** A batch is settled once nothing of it is on its way any more: the fund's line only when the fund has it. */
export async function settleBatch(trx: Trx, batch_id: string, now: Instant): Promise<void> {
  const lines = await listPayoutsOfBatch(trx, batch_id);
  const is_on_way = lines.some(({ state, payee }) => state === "sent" || (state === "paid" && payee === FUND_PAYEE));
  if (!is_on_way) await moveBatch(trx, batch_id, ["approved", "exported"], { state: "settled", settled_at: now });
}
