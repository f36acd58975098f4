import type { BookingTable } from "#db/schema/bookings";
import { getCommunity } from "~/alliance/alliance.queries.server";
import { promiseContribution } from "~/fund/promise-contribution.server";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import type { PolicyTerms } from "~/ledger/journal-entry";
import type { Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import type { Keys } from "~/platform/singletons.server";
import { parseBookingTerms, validUntil } from "./booking";
import { type Booking, findVoucherByCodeDigest } from "./bookings.queries.server";
import { insertVoucher, moveBooking } from "./bookings.store.server";
import { codeDigest, tokenDigest, voucherCode, voucherToken } from "./voucher-secrets.server";

/** What confirms a booking: when, and for a paid one by which charge and under which policy. */
export type Confirmation = { paid_at: Instant; charge_id: string | null; policy: PolicyTerms | undefined };

/** Makes a booking paid and issues one voucher, and for a paid one a signed promise, per piece. */
export async function issueVouchers(
  trx: Trx,
  booking: Booking,
  keys: Keys,
  confirmation: Confirmation,
): Promise<Booking> {
  const { paid_at, charge_id, policy } = confirmation;
  const { zone } = await getCommunity(trx);
  const terms = parseBookingTerms(booking.terms_json);
  const valid_until = validUntil(terms, paid_at, zone);
  const change = {
    state: "paid" as const,
    paid_at,
    valid_until,
    charge_id,
    policy_json: policy ? JSON.stringify(policy) : null,
    is_quota_counted: booking.is_quota_counted,
    closed_at: null,
    close_reason: null,
  };
  assert(
    await moveBooking(trx, booking.id, [booking.state], change),
    "a confirmed booking leaves the state it was read in",
  );
  for (let ordinal = 1; ordinal <= booking.quantity; ordinal += 1) {
    const voucher_id = await issueVoucher(trx, booking, ordinal, keys);
    if (policy) {
      const { merchant_id, unit_price_minor: paid_minor } = booking;
      const promised = { voucher_id, merchant_id, category_id: terms.category_id, paid_minor, policy, valid_until };
      await promiseContribution(trx, promised, keys.signing_key, paid_at);
    }
  }
  return { ...booking, ...change };
}

async function issueVoucher(trx: Trx, booking: BookingTable, ordinal: number, keys: Keys): Promise<string> {
  const identity = { id: newId(), merchant_id: booking.merchant_id, code_round: 0 };
  const digestOf = () => codeDigest(keys.voucher_key, voucherCode(keys.voucher_key, identity));
  while (await findVoucherByCodeDigest(trx, digestOf())) identity.code_round += 1;
  await insertVoucher(trx, {
    ...identity,
    booking_id: booking.id,
    ordinal,
    gross_minor: booking.unit_price_minor,
    state: "issued",
    code_digest: digestOf(),
    token_digest: tokenDigest(voucherToken(keys.voucher_key, identity)),
    redeemed_at: null,
    redemption_count: 0,
    refunded_minor: 0,
    refunded_commission_minor: 0,
    refunded_fund_minor: 0,
  });
  return identity.id;
}
