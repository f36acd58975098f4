import type { Instant } from "~/kernel/instant";
import { ok, type Result } from "~/kernel/result";
import { returnCapacity } from "~/offers/return-capacity.server";
import type { Trx } from "~/platform/database.server";
import { isUnpaid, UNPAID_LIMIT_COUNT, UNPAID_STATES } from "./booking";
import { countUnpaid, lockBooking, moveBooking } from "./bookings.store.server";

/** Why an unpaid booking ended: time ran out, the resident left the pay page, or the wallet's payment failed later. */
export type ReleaseReason = "time-over" | "left-checkout" | "payment-failed";

/** Gives the seats of an unpaid booking back. Anything else, and a second time, changes nothing (value false). */
export async function releaseBooking(
  trx: Trx,
  release: { booking_id: string; reason: ReleaseReason },
  now: Instant,
): Promise<Result<boolean, never>> {
  const booking = await lockBooking(trx, release.booking_id);
  if (!booking || !isUnpaid(booking.state)) return ok(false);
  const state = release.reason === "time-over" ? "expired" : "cancelled";
  const change = { state, closed_at: now, close_reason: release.reason } as const;
  // the state first: of two releases at once only one gives the seats back
  if (!(await moveBooking(trx, booking.id, UNPAID_STATES, change))) return ok(false);
  await returnCapacity(trx, booking, "held");
  await countUnpaid(trx, booking.resident_id, -1, UNPAID_LIMIT_COUNT);
  return ok(true);
}
