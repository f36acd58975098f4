import { describe, expect, test } from "vitest";
import { aPaidBooking } from "#tests/support/a-paid-booking";
import { KEYS } from "#tests/support/a-stripe";
import { aTradingShop, type TradingShop } from "#tests/support/a-trading-shop";
import { aCashier, aMerchant, aVoucherOffer, NOW, ZONE } from "#tests/support/builders";
import { listOpenBookingIds, listVouchers } from "~/bookings/bookings.queries.server";
import { redeemVoucher } from "~/bookings/redeem-voucher.server";
import { categoryShares } from "~/fund/category-shares";
import {
  getFundFigures,
  listContributionsByCategory,
  listNewestContributions,
  listPublicMerchants,
} from "~/fund/fund.queries.server";
import { publicEntry } from "~/fund/public-entry";
import { listEntries } from "~/ledger/ledger.queries.server";
import { inTransaction } from "~/platform/database.server";

const CLINIC = "songbai-clinic";

describe("the public fund", () => {
  test("names the day, merchant and category of an open service, and only the month of a health service", async () => {
    const shop = await openShopAndClinic();
    const newest = await listNewestContributions(shop.db.read, ZONE, 10);
    expect(
      newest.map(({ booked, merchant, category }) => [booked, merchant?.id ?? null, category?.name_zh ?? null]),
    ).toEqual(
      expect.arrayContaining([
        ["2026-08-05", "teahouse", "canteen"],
        ["2026-08", null, null],
        ["2026-08", null, null],
      ]),
    );
    expect(JSON.stringify(newest)).not.toContain(CLINIC);
  });

  test("hides a clinic's course in a category that is not sensitive, because the merchant tells", async () => {
    const { db } = await openShopAndClinic();
    expect((await listPublicMerchants(db.read)).map(({ id }) => id)).toEqual(["teahouse"]);
    expect(await listOpenBookingIds(db.read, ["tea", "treatment", "course", "unknown"])).toEqual(new Set(["tea"]));
  });

  test("sums up to the journal's figure, with few health contributions untold", async () => {
    const { db } = await openShopAndClinic();
    const contributions = await listContributionsByCategory(db.read);
    const total = contributions.reduce((sum, { fund_minor }) => sum + fund_minor, 0);
    expect(total).toBe((await getFundFigures(db.read)).earned_minor);
    expect(categoryShares(contributions).find(({ category }) => category === null)).toMatchObject({ fund_minor: null });
  });
});

test("the public journal holds every entry, and nothing that leads to the clinic or to a person", async () => {
  const { db, resident_id, cashier_id } = await openShopAndClinic();
  const entries = await listEntries(db.read, 1, 100);
  const open_booking_ids = await listOpenBookingIds(db.read, ["tea", "treatment", "course"]);
  const open_merchant_ids = new Set((await listPublicMerchants(db.read)).map(({ id }) => id));
  const shown = entries.map((entry) => publicEntry(entry, { open_booking_ids, open_merchant_ids }));
  expect(shown.map(({ seq, hash }) => [seq, hash])).toEqual(entries.map(({ seq, hash }) => [seq, hash]));
  expect(shown.filter(({ is_combined }) => !is_combined).every(({ booking_id }) => booking_id === "tea")).toBe(true);
  const text = JSON.stringify(shown);
  for (const secret of [CLINIC, "treatment", "course", resident_id, cashier_id, "ch_"])
    expect(text).not.toContain(secret);
});

/** One tea, one treatment and one course of the clinic, all paid and redeemed. */
async function openShopAndClinic(): Promise<TradingShop> {
  const shop = await aTradingShop();
  const { db } = shop;
  await aMerchant(db, { id: CLINIC, name_zh: "松柏诊所", category_id: "health" });
  const clinic_cashier = await aCashier(db, CLINIC);
  const treatment = await aVoucherOffer(db, { id: "moxa", merchant_id: CLINIC, category_id: "health" });
  const course = await aVoucherOffer(db, { id: "tai-chi", merchant_id: CLINIC, category_id: "culture" });
  await serve(shop, { id: "tea", offer_id: shop.offer_id, merchant_id: shop.merchant_id, cashier_id: shop.cashier_id });
  await serve(shop, { id: "treatment", offer_id: treatment, merchant_id: CLINIC, cashier_id: clinic_cashier });
  await serve(shop, { id: "course", offer_id: course, merchant_id: CLINIC, cashier_id: clinic_cashier });
  return shop;
}

type Service = { id: string; offer_id: string; merchant_id: string; cashier_id: string };

async function serve({ db, services, stripe, resident_id }: TradingShop, service: Service): Promise<void> {
  const { id, offer_id, merchant_id, cashier_id } = service;
  await aPaidBooking(services, stripe, { id, resident_id, offer_id }, NOW);
  const [voucher] = await listVouchers(db.read, id);
  const redemption = { voucher_id: voucher?.id ?? "", ordinal: 1, merchant_id, cashier_id };
  const redeemed = await inTransaction(db, (trx) => redeemVoucher(trx, redemption, KEYS.voucher_key, NOW));
  if (!redeemed.ok) throw new Error(`not redeemed: ${redeemed.error}`);
}
