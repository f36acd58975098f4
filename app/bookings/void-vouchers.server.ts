import { withdrawPromise } from "~/fund/withdraw-promise.server";
import { assert } from "~/kernel/assert";
import { returnCapacity } from "~/offers/return-capacity.server";
import type { Trx } from "~/platform/database.server";
import type { Booking } from "./bookings.queries.server";
import { voidIssuedVoucher } from "./bookings.store.server";

/** Takes unused vouchers of a paid booking away: nothing is promised to the fund from them, and their seats are free. */
export async function voidVouchers(trx: Trx, booking: Booking, voucher_ids: readonly string[]): Promise<void> {
  if (voucher_ids.length === 0) return;
  for (const id of voucher_ids) {
    assert(await voidIssuedVoucher(trx, id), "an issued voucher can be voided");
    await withdrawPromise(trx, id);
  }
  await returnCapacity(trx, { ...booking, quantity: voucher_ids.length }, "sold");
}
