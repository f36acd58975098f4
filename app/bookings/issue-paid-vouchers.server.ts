import { findPolicyFor, getCommunity } from "~/alliance/alliance.queries.server";
import { policyTerms } from "~/alliance/share-policy";
import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import type { Keys } from "~/platform/singletons.server";
import { parseBookingTerms } from "./booking";
import type { Booking } from "./bookings.queries.server";
import { issueVouchers } from "./issue-vouchers.server";

/**
 * Confirms a booking whose money is there. The share policy is the one in force at the instant of payment; its terms
 * are copied into the booking and promised on a receipt per voucher. Undefined where none was in force: such money
 * cannot be split and has to go back.
 */
export async function issuePaidVouchers(
  trx: Trx,
  booking: Booking,
  keys: Keys,
  payment: { paid_at: Instant; charge_id: string },
): Promise<Booking | undefined> {
  const { zone } = await getCommunity(trx);
  const terms = parseBookingTerms(booking.terms_json);
  const policy = await findPolicyFor(trx, { ...terms, merchant_id: booking.merchant_id }, zone, payment.paid_at);
  if (!policy) return undefined;
  return issueVouchers(trx, booking, keys, { ...payment, policy: policyTerms(policy) });
}
