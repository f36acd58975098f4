import { addMs, type Instant, MINUTE_MS } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { UNPAID_STATES } from "./booking";
import { setHoldUntil } from "./bookings.store.server";

const PAUSE_MS = 5 * MINUTE_MS;

/** A booking whose checkout could not be read now is looked at again later, so that it stands in nobody's way. */
export async function postponeRelease(trx: Trx, booking_id: string, now: Instant): Promise<void> {
  await setHoldUntil(trx, booking_id, UNPAID_STATES, addMs(now, PAUSE_MS));
}
