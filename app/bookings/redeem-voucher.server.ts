import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { findRedemption } from "./bookings.queries.server";
import { lockBookingOfVoucher } from "./bookings.store.server";
import { consumeVoucher } from "./consume-voucher.server";
import {
  type FoundVoucher,
  findVoucherAtCounter,
  type RedemptionRefusal,
  redemptionRefusal,
} from "./find-redeemable.server";
import { notifyResident } from "./notify-resident.server";
import { contestableUntil } from "./redemption-contest";

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
  if (!(await consumeVoucher(trx, found.value, { ordinal, cashier_id }, now))) return failure("already-redeemed");
  const { voucher, booking } = found.value;
  const values = { amount_minor: voucher.gross_minor, until: contestableUntil(now) };
  const about = { key: `redeemed:${voucher_id}:${ordinal}`, booking_id: booking.id };
  await notifyResident(trx, { ...about, kind: "voucher-redeemed", values }, now);
  return ok({ booking, voucher: { ...voucher, state: "redeemed", redeemed_at: now, redemption_count: ordinal } });
}
