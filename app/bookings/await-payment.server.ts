import { addMs, HOUR_MS, type Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { moveBooking } from "./bookings.store.server";

/** A wallet that pays later keeps its seats until success, failure, or this long. Source: payments.md, C3. */
const WALLET_PATIENCE_MS = 24 * HOUR_MS;

/** The resident chose a wallet that tells its outcome later: the seats stay held meanwhile. */
export async function awaitPayment(trx: Trx, booking_id: string, now: Instant): Promise<boolean> {
  return moveBooking(trx, booking_id, ["held"], { state: "paying", hold_until: addMs(now, WALLET_PATIENCE_MS) });
}
