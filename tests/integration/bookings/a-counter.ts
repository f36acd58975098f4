import { aPaidBooking } from "#tests/support/a-paid-booking";
import { aStripe, KEYS, servicesOf } from "#tests/support/a-stripe";
import { aShop, NOW } from "#tests/support/builders";
import { aDatabase } from "#tests/support/test-database";
import { listVouchers, type Voucher } from "~/bookings/bookings.queries.server";
import { type Redemption, redeemVoucher } from "~/bookings/redeem-voucher.server";
import type { Instant } from "~/kernel/instant";
import { inTransaction } from "~/platform/database.server";

/** The counter of `teahouse` with one paid booking `b1` of `quantity` vouchers. Call it inside a test. */
export async function aCounter({ quantity = 1 }: { quantity?: number } = {}) {
  const db = await aDatabase();
  const stripe = await aStripe();
  const services = servicesOf(db, stripe, NOW);
  const shop = await aShop(db);
  const { resident_id, offer_id, merchant_id, cashier_id } = shop;
  await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id, quantity }, NOW);
  const vouchers = await listVouchers(db.read, "b1");
  return {
    ...shop,
    db,
    stripe,
    services,
    vouchers,
    voucher: firstOf(vouchers),
    /** The cashier confirms what they saw; `change` replaces members. */
    redeem: (voucher: Voucher, change: Partial<Redemption> = {}, at: Instant = NOW) =>
      inTransaction(db, (trx) =>
        redeemVoucher(
          trx,
          { voucher_id: voucher.id, ordinal: 1, merchant_id, cashier_id, ...change },
          KEYS.voucher_key,
          at,
        ),
      ),
  };
}

export function firstOf<T>(list: readonly T[]): T {
  const [first] = list;
  if (first === undefined) throw new Error("the list is empty");
  return first;
}
