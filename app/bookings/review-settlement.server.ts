import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { findSettlement } from "./bookings.queries.server";
import { setUnsentSettlement } from "./bookings.store.server";
import { isSettlementHeld } from "./is-settlement-held.server";

/**
 * A redeemed voucher's share is held while somebody asks for its money, complains of it or is being refunded, and while
 * its payment is disputed or looked at; afterwards it is payable when its contest window is over. What was sent to the merchant is not touched. Callers hold the booking's
 * lock. Source: payments.md, C4.
 */
export async function reviewSettlement(trx: Trx, voucher_id: string, now: Instant): Promise<void> {
  const settlement = await findSettlement(trx, voucher_id);
  if (!settlement || settlement.state === "sent" || settlement.state === "done") return;
  const is_held = await isSettlementHeld(trx, settlement);
  const state = is_held ? "held" : settlement.due_at <= now ? "due" : "waiting";
  if (state !== settlement.state) await setUnsentSettlement(trx, voucher_id, state);
}
