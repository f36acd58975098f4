import { expect, test } from "vitest";
import { aShop, NOW } from "#tests/support/builders";
import { dumpOf } from "#tests/support/database-dump";
import { aDatabase } from "#tests/support/test-database";
import { findOffer, listAllOffers, listOffers } from "~/offers/offers.queries.server";
import { switchOffer } from "~/offers/switch-offer.server";
import { type Database, inTransaction } from "~/platform/database.server";

function switchTo(db: Database, is_listed: boolean, offer_id = "tea") {
  return inTransaction(db, (trx) => switchOffer(trx, { offer_id, is_listed }, NOW));
}

test("an offer that is off is on no resident's list, and on the operator's as off", async () => {
  const db = await aDatabase();
  await aShop(db);
  await switchTo(db, false);
  expect(await listOffers(db.read, {}, "name")).toEqual([]);
  expect(await listAllOffers(db.read, { listing: "off" })).toMatchObject([{ id: "tea", is_listed: 0 }]);
  expect(await listAllOffers(db.read, { listing: "listed" })).toEqual([]);
  await switchTo(db, true);
  expect(await listOffers(db.read, {}, "name")).toHaveLength(1);
});

test("switching off twice is off", async () => {
  const db = await aDatabase();
  await aShop(db);
  await switchTo(db, false);
  const once = await dumpOf(db);
  expect((await switchTo(db, false)).ok).toBe(true);
  expect(await dumpOf(db)).toEqual(once);
});

test("an unknown offer is refused and nothing is written", async () => {
  const db = await aDatabase();
  await aShop(db);
  const before = await dumpOf(db);
  expect(await switchTo(db, false, "nothing")).toEqual({ ok: false, error: "offer-unknown" });
  expect(await dumpOf(db)).toEqual(before);
  expect((await findOffer(db.read, "tea"))?.is_listed).toBe(1);
});

test("the operator's list is searched as the residents' is, and by category", async () => {
  const db = await aDatabase();
  await aShop(db);
  expect(await listAllOffers(db.read, { q: "茶" })).toHaveLength(1);
  expect(await listAllOffers(db.read, { q: "理发" })).toHaveLength(0);
  expect(await listAllOffers(db.read, { category_id: "canteen" })).toHaveLength(1);
  expect(await listAllOffers(db.read, { category_id: "health" })).toHaveLength(0);
});
