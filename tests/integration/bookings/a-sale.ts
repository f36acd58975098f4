import { KEYS } from "#tests/support/a-stripe";
import { booked } from "#tests/support/a-trading-shop";
import { aShop, NOW } from "#tests/support/builders";
import { aDatabase } from "#tests/support/test-database";
import { listVouchers, type Voucher } from "~/bookings/bookings.queries.server";
import { confirmPayment } from "~/bookings/confirm-payment.server";
import { redeemVoucher } from "~/bookings/redeem-voucher.server";
import { inTransaction } from "~/platform/database.server";
import { firstOf } from "./a-counter";

export type Sale = Awaited<ReturnType<typeof aSale>>;

/** The shop with one booking `b1` of `quantity` vouchers for 36.80 each, paid by charge `ch_1`; no processor. */
export async function aSale({ quantity = 1 }: { quantity?: number } = {}) {
  const db = await aDatabase();
  const shop = await aShop(db);
  const { resident_id, offer_id, merchant_id, cashier_id } = shop;
  await booked(db, { id: "b1", resident_id, offer_id, quantity });
  const charge = { id: "ch_1", amount_minor: 3_680 * quantity, currency: "cny", captured_at: NOW };
  await confirmPayment(db, { booking_id: "b1", charge }, KEYS, NOW);
  const vouchers = await listVouchers(db.read, "b1");
  const redeem = (voucher: Voucher, ordinal = 1, at = NOW) =>
    inTransaction(db, (trx) =>
      redeemVoucher(trx, { voucher_id: voucher.id, ordinal, merchant_id, cashier_id }, KEYS.voucher_key, at),
    );
  return { ...shop, db, vouchers, voucher: firstOf(vouchers), redeem };
}
