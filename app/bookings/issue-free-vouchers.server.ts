import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import type { Keys } from "~/platform/singletons.server";
import type { Booking } from "./bookings.queries.server";
import { issueVouchers } from "./issue-vouchers.server";

/** Confirms a booking that costs nothing: it creates no contribution and no journal entry. */
export async function issueFreeVouchers(trx: Trx, booking: Booking, keys: Keys, now: Instant): Promise<Booking> {
  return issueVouchers(trx, booking, keys, { paid_at: now, charge_id: null, policy: undefined });
}
