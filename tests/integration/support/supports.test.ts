import { expect, test } from "vitest";
import { aPaidBooking } from "#tests/support/a-paid-booking";
import { aStripe, KEYS, servicesOf } from "#tests/support/a-stripe";
import { aShop, aSlotOffer, NOW } from "#tests/support/builders";
import { aDatabase } from "#tests/support/test-database";
import { listVouchers } from "~/bookings/bookings.queries.server";
import { redeemVoucher } from "~/bookings/redeem-voucher.server";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import { inTransaction } from "~/platform/database.server";

test("a paid voucher is redeemed and the fund earns the second period's 3.5 %", async () => {
  const db = await aDatabase();
  const stripe = await aStripe();
  const services = servicesOf(db, stripe, NOW);
  const { resident_id, offer_id, merchant_id, cashier_id } = await aShop(db);
  const booking = await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id }, NOW);
  expect(booking.state).toBe("paid");
  const [voucher] = await listVouchers(db.read, "b1");
  const redemption = { voucher_id: voucher?.id ?? "", ordinal: 1, merchant_id, cashier_id };
  const redeemed = await inTransaction(db, (trx) => redeemVoucher(trx, redemption, KEYS.voucher_key, NOW));
  expect(redeemed.ok).toBe(true);
  expect(await getAccountBalance(db.read, "liabilities:fund:earned")).toBe(-128);
});

test("a slot offer opens a slot a day for two weeks", async () => {
  const db = await aDatabase();
  await aShop(db);
  const { slot_ids } = await aSlotOffer(db);
  expect(slot_ids).toHaveLength(14);
});
