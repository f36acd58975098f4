import { getCommunity } from "~/alliance/alliance.queries.server";
import { splitOf } from "~/fund/contribution";
import { enterContribution } from "~/fund/enter-contribution.server";
import { assert } from "~/kernel/assert";
import { addMs, type Instant, instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { PolicyTerms } from "~/ledger/journal-entry";
import { postJournalEntry } from "~/ledger/post-journal-entry.server";
import type { Trx } from "~/platform/database.server";
import { CONTEST_WINDOW_MS } from "./booking";
import { redemptionEntry } from "./booking-entries";
import { findRedemption, listVouchers } from "./bookings.queries.server";
import {
  insertRedemption,
  insertSettlement,
  lockBookingOfVoucher,
  moveBooking,
  redeemIssuedVoucher,
} from "./bookings.store.server";
import {
  type FoundVoucher,
  findVoucherAtCounter,
  type RedemptionRefusal,
  redemptionRefusal,
} from "./find-redeemable.server";

/** `ordinal` is the redemption the cashier saw coming when they looked the voucher up: confirming twice is one. */
export type Redemption = { voucher_id: string; ordinal: number; merchant_id: string; cashier_id: string };

/**
 * Uses up a voucher at its merchant and posts the split. Several cashiers at once on one voucher give one success;
 * nobody redeems their own. */
export async function redeemVoucher(
  trx: Trx,
  redemption: Redemption,
  voucher_key: string,
  now: Instant,
): Promise<Result<FoundVoucher, RedemptionRefusal>> {
  const { voucher_id, ordinal, merchant_id, cashier_id } = redemption;
  await lockBookingOfVoucher(trx, voucher_id);
  const found = await findVoucherAtCounter(trx, voucher_key, { merchant_id, key: { voucher_id } });
  if (!found.ok) return found;
  const before = await findRedemption(trx, voucher_id, ordinal);
  if (before && before.cashier_id === cashier_id && found.value.voucher.state === "redeemed") return found;
  if (found.value.booking.resident_id === cashier_id) return failure("own-voucher");
  const refusal = await redemptionRefusal(trx, found.value, now);
  if (refusal) return failure(refusal);
  if (!(await redeemIssuedVoucher(trx, { id: voucher_id, ordinal }, now))) return failure("already-redeemed");
  await insertRedemption(trx, { voucher_id, ordinal, merchant_id, cashier_id, redeemed_at: now });
  const { voucher, booking } = found.value;
  if (voucher.gross_minor > 0) await postSplit(trx, found.value, redemption, now);
  const is_last = (await listVouchers(trx, booking.id)).every((each) => each.state !== "issued");
  if (is_last) await moveBooking(trx, booking.id, ["paid"], { state: "redeemed" });
  return ok({ booking, voucher: { ...voucher, state: "redeemed", redeemed_at: now, redemption_count: ordinal } });
}

async function postSplit(
  trx: Trx,
  { voucher, booking }: FoundVoucher,
  redemption: Redemption,
  now: Instant,
): Promise<void> {
  assert(
    booking.policy_json !== null && booking.charge_id !== null && booking.paid_at !== null,
    "a paid booking has its policy",
  );
  const policy = JSON.parse(booking.policy_json) as PolicyTerms;
  const split = splitOf(voucher.gross_minor, policy);
  const { zone } = await getCommunity(trx);
  const entry = redemptionEntry({
    ...redemption,
    booking_id: booking.id,
    gross_minor: voucher.gross_minor,
    currency: booking.currency,
    charge_id: booking.charge_id,
    paid_at: instant(booking.paid_at),
    policy,
    split,
  });
  await postJournalEntry(trx, entry, zone, now);
  await enterContribution(trx, voucher.id, now);
  await insertSettlement(trx, {
    voucher_id: voucher.id,
    booking_id: booking.id,
    merchant_id: voucher.merchant_id,
    amount_minor: split.merchant_minor,
    state: "waiting",
    due_at: addMs(now, CONTEST_WINDOW_MS),
  });
}
