import { addMs, type Instant } from "~/kernel/instant";
import { ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { CONTEST_WINDOW_MS } from "./booking";
import { makeSettlementsDue, settleRedeemedBookings } from "./bookings.store.server";

/** What nobody contested for 24 hours becomes payable, and its booking is settled. Gives how many settlements. */
export async function settleBookings(trx: Trx, now: Instant): Promise<Result<number, never>> {
  const due_count = await makeSettlementsDue(trx, now);
  await settleRedeemedBookings(trx, addMs(now, -CONTEST_WINDOW_MS));
  return ok(due_count);
}
