import { expect, test } from "vitest";
import { aPaidBooking } from "#tests/support/a-paid-booking";
import { aStripe, servicesOf } from "#tests/support/a-stripe";
import { aFreeOffer, aMerchant, aShop, NOW } from "#tests/support/builders";
import { dumpOf } from "#tests/support/database-dump";
import { aDatabase } from "#tests/support/test-database";
import { parseBookingTerms } from "~/bookings/booking";
import { countSold, findBooking } from "~/bookings/bookings.queries.server";
import { addMs, HOUR_MS } from "~/kernel/instant";
import { changeOffer, type OfferChange } from "~/offers/change-offer.server";
import { findOffer, listOffers } from "~/offers/offers.queries.server";
import { type Database, inTransaction } from "~/platform/database.server";

const LATER = addMs(NOW, HOUR_MS);

const CHANGE: OfferChange = {
  offer_id: "tea",
  merchant_id: "teahouse",
  revision: 1,
  title_zh: "双人三花茶",
  title_en: "Jasmine tea for two",
  summary_zh: "两碗三花。",
  summary_en: "Two bowls.",
  description_zh: "两碗三花配一碟瓜子。",
  terms: [{ label: "适用人数", text: "2位" }],
  list_price_minor: 5_000,
  price_minor: 3_000,
};

function change(db: Database, changed: Partial<OfferChange> = {}, at = LATER) {
  return inTransaction(db, (trx) => changeOffer(trx, { ...CHANGE, ...changed }, at));
}

test("text and price change for future bookings, and the offer is found by its new words", async () => {
  const db = await aDatabase();
  await aShop(db);
  expect((await change(db)).ok).toBe(true);
  expect(await findOffer(db.read, "tea")).toMatchObject({
    title_zh: "双人三花茶",
    price_minor: 3_000,
    terms_json: JSON.stringify(CHANGE.terms),
    revision: 2,
    updated_at: LATER,
  });
  expect(await listOffers(db.read, { q: "三花" }, "name")).toHaveLength(1);
  expect(await listOffers(db.read, { q: "盖碗" }, "name")).toHaveLength(0);
});

test("what is sold keeps its title, rules and price", async () => {
  const db = await aDatabase();
  const stripe = await aStripe();
  const services = servicesOf(db, stripe, NOW);
  const { resident_id, offer_id } = await aShop(db);
  await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id, quantity: 2 }, NOW);
  const sold = await findBooking(db.read, "b1");
  await change(db);
  expect(await findBooking(db.read, "b1")).toEqual(sold);
  expect(parseBookingTerms(sold?.terms_json ?? "").title_zh).toBe("双人盖碗茶");
  expect(await countSold(db.read, offer_id)).toBe(2);
});

test("the same change twice is one change", async () => {
  const db = await aDatabase();
  await aShop(db);
  await change(db);
  const once = await dumpOf(db);
  expect((await change(db, {}, addMs(LATER, HOUR_MS))).ok).toBe(true);
  expect(await dumpOf(db)).toEqual(once);
});

test("a form filled in against an older state changes nothing", async () => {
  const db = await aDatabase();
  await aShop(db);
  await change(db);
  const before = await dumpOf(db);
  expect(await change(db, { price_minor: 2_000 })).toEqual({ ok: false, error: "changed-meanwhile" });
  expect(await dumpOf(db)).toEqual(before);
});

test("of two owners who save at once one is told", async () => {
  const db = await aDatabase();
  await aShop(db);
  const answers = await Promise.all([change(db, { price_minor: 2_000 }), change(db, { price_minor: 2_500 })]);
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  expect((await findOffer(db.read, "tea"))?.revision).toBe(2);
});

test("another shop's offer and an unknown one are refused alike, and nothing is written", async () => {
  const db = await aDatabase();
  await aShop(db);
  const merchant_id = await aMerchant(db, { id: "barber", name_zh: "一寸理发" });
  const before = await dumpOf(db);
  expect(await change(db, { merchant_id })).toEqual({ ok: false, error: "offer-unknown" });
  expect(await change(db, { offer_id: "nothing" })).toEqual({ ok: false, error: "offer-unknown" });
  expect(await dumpOf(db)).toEqual(before);
});

test("free stays free, and nothing else becomes free or dearer than its list price", async () => {
  const db = await aDatabase();
  await aShop(db);
  const offer_id = await aFreeOffer(db);
  const before = await dumpOf(db);
  expect(await change(db, { offer_id })).toEqual({ ok: false, error: "price-invalid" });
  expect(await change(db, { price_minor: 0 })).toEqual({ ok: false, error: "price-invalid" });
  expect(await change(db, { price_minor: 5_001 })).toEqual({ ok: false, error: "price-invalid" });
  expect(await dumpOf(db)).toEqual(before);
  expect((await change(db, { offer_id, list_price_minor: 0, price_minor: 0 })).ok).toBe(true);
});
