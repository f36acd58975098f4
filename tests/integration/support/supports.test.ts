import { expect, test } from "vitest";
import { aPaidBooking } from "#tests/support/a-paid-booking";
import { aStripe, KEYS, servicesOf } from "#tests/support/a-stripe";
import { aShop, aSlotOffer, NOW } from "#tests/support/builders";
import { foreignTexts } from "#tests/support/foreign-texts";
import { pageTexts } from "#tests/support/page-texts";
import { aDatabase } from "#tests/support/test-database";
import { listVouchers } from "~/bookings/bookings.queries.server";
import { redeemVoucher } from "~/bookings/redeem-voucher.server";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import { MESSAGES } from "~/messages/translator.server";
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

test("texts in the other language are found unless they are marked", () => {
  const html = '<html lang="en"><p title="茶">tea <b lang="zh-CN">茶</b><i>馆</i></p><p>home.title</p></html>';
  expect(foreignTexts("en", pageTexts(html))).toEqual(["茶", "馆", "home.title"]);
  const mixed =
    '<html lang="zh-CN"><p>Nothing was charged. Please try again.</p><p lang="en">Please sign in.</p></html>';
  expect(foreignTexts("zh-CN", pageTexts(mixed.replace(/Nothing.*again\./, MESSAGES.en.errors.sold_out)))).toHaveLength(
    1,
  );
});
