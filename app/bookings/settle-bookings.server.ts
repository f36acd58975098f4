import { addMs, type Instant } from "~/kernel/instant";
import { ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { CONTEST_WINDOW_MS } from "./booking";
import { findSettlement } from "./bookings.queries.server";
import { lockBooking, moveBooking } from "./bookings.store.server";
import { reviewSettlement } from "./review-settlement.server";
import {
  listBookingsWithDueShares,
  listSettleableBookings,
  listSettlementsOfBooking,
} from "./settlements.queries.server";

/** As many bookings as one transaction locks; what is left comes with the next round. */
const BATCH_COUNT = 500;

/**
 * What nobody contested for 24 hours becomes payable, and its booking is settled. Gives how many settlements. Bookings
 * are locked in the order of their ids and looked at again under their lock: somebody may just be contesting.
 */
export async function settleBookings(trx: Trx, now: Instant): Promise<Result<number, never>> {
  const redeemed_before = addMs(now, -CONTEST_WINDOW_MS);
  const with_shares = await listBookingsWithDueShares(trx, now, BATCH_COUNT);
  const settleable = await listSettleableBookings(trx, { redeemed_before, limit: BATCH_COUNT });
  let due_count = 0;
  for (const booking_id of [...new Set([...with_shares, ...settleable])].sort()) {
    await lockBooking(trx, booking_id);
    due_count += await releaseShares(trx, booking_id, now);
    const [is_over] = await listSettleableBookings(trx, { redeemed_before, id: booking_id, limit: 1 });
    if (is_over) await moveBooking(trx, booking_id, ["redeemed"], { state: "settled" });
  }
  return ok(due_count);
}

async function releaseShares(trx: Trx, booking_id: string, now: Instant): Promise<number> {
  let due_count = 0;
  for (const { voucher_id, state, due_at } of await listSettlementsOfBooking(trx, booking_id)) {
    if (state !== "waiting" || due_at > now) continue;
    await reviewSettlement(trx, voucher_id, now);
    if ((await findSettlement(trx, voucher_id))?.state === "due") due_count += 1;
  }
  return due_count;
}
