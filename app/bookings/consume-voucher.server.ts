import { getCommunity } from "~/alliance/alliance.queries.server";
import { splitOf } from "~/fund/contribution";
import { enterContribution } from "~/fund/enter-contribution.server";
import { assert } from "~/kernel/assert";
import { addMs, type Instant, instant } from "~/kernel/instant";
import type { PolicyTerms } from "~/ledger/journal-entry";
import { postJournalEntry } from "~/ledger/post-journal-entry.server";
import type { Trx } from "~/platform/database.server";
import { CONTEST_WINDOW_MS } from "./booking";
import { redemptionEntry } from "./booking-entries";
import { listVouchers } from "./bookings.queries.server";
import { insertRedemption, insertSettlement, moveBooking, redeemIssuedVoucher } from "./bookings.store.server";
import type { FoundVoucher } from "./find-redeemable.server";

/** Its `ordinal`-th redemption. Nobody served a no-show: `cashier_id` is undefined. */
export type Use = { ordinal: number; cashier_id: string | undefined };

/**
 * Marks an issued voucher as used, posts its split and lets its share wait for the contest window; false when it is in
 * another state. Callers hold the booking's lock.
 */
export async function consumeVoucher(
  trx: Trx,
  { voucher, booking }: FoundVoucher,
  { ordinal, cashier_id }: Use,
  now: Instant,
): Promise<boolean> {
  if (!(await redeemIssuedVoucher(trx, { id: voucher.id, ordinal }, now))) return false;
  await insertRedemption(trx, {
    voucher_id: voucher.id,
    ordinal,
    merchant_id: voucher.merchant_id,
    cashier_id: cashier_id ?? "",
    redeemed_at: now,
    is_no_show: cashier_id === undefined ? 1 : 0,
    undone_at: null,
    undone_by: null,
    undo_reason: null,
  });
  if (voucher.gross_minor > 0) await postSplit(trx, { voucher, booking }, { ordinal, cashier_id }, now);
  const is_last = (await listVouchers(trx, booking.id)).every((each) => each.state !== "issued");
  if (is_last) assert(await moveBooking(trx, booking.id, ["paid"], { state: "redeemed" }), "the booking was paid");
  return true;
}

async function postSplit(trx: Trx, { voucher, booking }: FoundVoucher, use: Use, now: Instant): Promise<void> {
  assert(
    booking.policy_json !== null && booking.charge_id !== null && booking.paid_at !== null,
    "a paid booking has its policy",
  );
  const policy = JSON.parse(booking.policy_json) as PolicyTerms;
  const split = splitOf(voucher.gross_minor, policy);
  const { zone } = await getCommunity(trx);
  const entry = redemptionEntry({
    ...use,
    voucher_id: voucher.id,
    merchant_id: voucher.merchant_id,
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
    returned_minor: 0,
    owed_back_minor: 0,
  });
}
