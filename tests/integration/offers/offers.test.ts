import { describe, expect, test } from "vitest";
import { book, booked } from "#tests/support/a-trading-shop";
import { aMerchant, aShop, aSlotOffer, aVoucherOffer, NOW, ZONE } from "#tests/support/builders";
import { dumpOf, expectNoWrite, expectRefusal } from "#tests/support/database-dump";
import { overlapping } from "#tests/support/overlapping";
import { aDatabase } from "#tests/support/test-database";
import { addDays, dayOf } from "~/kernel/calendar-day";
import { addMs, MINUTE_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { changeOffer, type OfferChange } from "~/offers/change-offer.server";
import { findOffer, listOffers, listSlots } from "~/offers/offers.queries.server";
import { openSlots } from "~/offers/open-slots.server";
import { refreshSearchText } from "~/offers/refresh-search-text.server";
import { saveCategory } from "~/offers/save-category.server";
import { type OfferFacts, saveOffer } from "~/offers/save-offer.server";
import { switchOffer } from "~/offers/switch-offer.server";
import { type Database, inTransaction } from "~/platform/database.server";

const later = addMs(NOW, MINUTE_MS);

const CHANGE: OfferChange = {
  offer_id: "tea",
  merchant_id: "teahouse",
  revision: 1,
  title_zh: "三人盖碗茶",
  title_en: "Tea for three",
  summary_zh: "三碗茶。",
  summary_en: "Three bowls.",
  description_zh: "三碗茶配一碟花生。",
  terms: [{ label: "适用人数", text: "3人" }],
  list_price_minor: 8_000,
  price_minor: 5_000,
};

async function aShopWithTea(): Promise<{ db: Database; resident_id: string }> {
  const db = await aDatabase();
  const { resident_id } = await aShop(db);
  return { db, resident_id };
}

function change(db: Database, difference: Partial<OfferChange> = {}) {
  return inTransaction(db, (trx) => changeOffer(trx, { ...CHANGE, ...difference }, later));
}

/** What a merchant decided about the offer, as a list has it. */
async function facts(db: Database): Promise<OfferFacts> {
  const [row] = (await dumpOf(db)).offer as Record<string, unknown>[];
  const { is_listed: _a, revision: _b, search_text: _c, created_at: _d, updated_at: _e, ...known } = row ?? {};
  return known as OfferFacts;
}

describe("an owner's change of an offer", () => {
  test("shows in the offer and in the search, and raises its revision", async () => {
    const { db } = await aShopWithTea();
    expect(await change(db)).toEqual({ ok: true, value: undefined });
    expect(await findOffer(db.read, "tea")).toMatchObject({ title_zh: "三人盖碗茶", price_minor: 5_000, revision: 2 });
    expect(await listOffers(db.read, { q: "三人盖碗" }, "name")).toHaveLength(1);
    expect(await listOffers(db.read, { q: "双人盖碗" }, "name")).toHaveLength(0);
  });

  test("sent twice is one change", async () => {
    const { db } = await aShopWithTea();
    await change(db);
    expect(await expectNoWrite(db, () => change(db))).toEqual({ ok: true, value: undefined });
  });

  test("over somebody else's, of another shop's or an unknown offer, or to no sensible price writes nothing", async () => {
    const { db } = await aShopWithTea();
    await change(db);
    await expectRefusal(db, () => change(db, { title_zh: "四人盖碗茶" }), "changed-meanwhile");
    await expectRefusal(db, () => change(db, { merchant_id: "barber" }), "offer-unknown");
    await expectRefusal(db, () => change(db, { offer_id: "nothing" }), "offer-unknown");
    await expectRefusal(db, () => change(db, { price_minor: 0 }), "price-invalid");
    await expectRefusal(db, () => change(db, { price_minor: 8_001 }), "price-invalid");
  });

  test("by two at once against the same revision is one of theirs", async () => {
    const { db } = await aShopWithTea();
    const outcomes = await Promise.all([change(db, { title_zh: "甲" }), change(db, { title_zh: "乙" })]);
    expect(outcomes.filter(({ ok: is_done }) => is_done)).toHaveLength(1);
    expect(await findOffer(db.read, "tea")).toMatchObject({ revision: 2 });
  });
});

describe("an offer from a list", () => {
  test("saved again changes nothing", async () => {
    const { db } = await aShopWithTea();
    await expectNoWrite(db, () => aVoucherOffer(db));
  });

  test("keeps what is held and sold of its campaign when its quota changes", async () => {
    const { db, resident_id } = await aShopWithTea();
    await aVoucherOffer(db, { quota: { quota: 10, per_resident: 2 } });
    await booked(db, { id: "b1", resident_id, offer_id: "tea" });
    await aVoucherOffer(db, { quota: { quota: 20, per_resident: 3 } });
    expect((await dumpOf(db)).offer_quota).toMatchObject([{ quota: 20, per_resident: 3, held: 1, sold: 0 }]);
  });

  test("of an unknown merchant, or moved to another, is refused", async () => {
    const { db } = await aShopWithTea();
    await aMerchant(db, { id: "barber" });
    const known = await facts(db);
    const save = (difference: Partial<OfferFacts>) => () =>
      inTransaction(db, (trx) => saveOffer(trx, { ...known, ...difference }, later));
    await expectRefusal(db, save({ id: "new", merchant_id: "nobody" }), "merchant-unknown");
    await expectRefusal(db, save({ merchant_id: "barber" }), "merchant-changed");
  });
});

describe("an offer that two change at once", () => {
  test("from a file while its owner saves ends as the file has it", async () => {
    const { db } = await aShopWithTea();
    const listed = await facts(db);
    const [changed, saved] = await overlapping(
      db,
      (trx) => changeOffer(trx, CHANGE, later),
      () => inTransaction(db, (trx) => saveOffer(trx, listed, later)),
    );
    expect([changed.ok, saved]).toEqual([true, { ok: true, value: true }]);
    expect(await findOffer(db.read, "tea")).toMatchObject({ ...listed, revision: 3 });
  });

  test("its owner its title, a file its merchant's name, is found by both", async () => {
    const { db } = await aShopWithTea();
    await overlapping(
      db,
      (trx) => changeOffer(trx, CHANGE, later),
      async () => {
        await aMerchant(db, { name_zh: "新茗茶馆" });
        await inTransaction(db, async (trx) => ok(await refreshSearchText(trx, "teahouse", later)));
      },
    );
    expect(await listOffers(db.read, { q: "三人" }, "name")).toHaveLength(1);
    expect(await listOffers(db.read, { q: "新茗" }, "name")).toHaveLength(1);
  });
});

describe("switching an offer", () => {
  const turn = (db: Database, offer_id: string, is_listed: boolean) =>
    inTransaction(db, (trx) => switchOffer(trx, { offer_id, is_listed }, later));

  test("off takes it from the list for booking, on puts it back, each twice is once", async () => {
    const { db, resident_id } = await aShopWithTea();
    await turn(db, "tea", false);
    expect(await listOffers(db.read, {}, "name")).toEqual([]);
    await expectRefusal(db, () => book(db, { id: "b1", resident_id, offer_id: "tea" }), "offer-closed");
    await expectNoWrite(db, () => turn(db, "tea", false));
    await turn(db, "tea", true);
    await booked(db, { id: "b1", resident_id, offer_id: "tea" });
  });

  test("that is none writes nothing", async () => {
    const { db } = await aShopWithTea();
    await expectRefusal(db, () => turn(db, "nothing", true), "offer-unknown");
  });
});

describe("opening slots", () => {
  const open = (db: Database, first_day = dayOf(NOW, ZONE), day_count = 14) =>
    inTransaction(db, async (trx) => ok(await openSlots(trx, { first_day, day_count }, ZONE)));

  test("twice opens nothing new, and the next day opens one more", async () => {
    const { db } = await aShopWithTea();
    await aSlotOffer(db);
    expect(await expectNoWrite(db, () => open(db))).toEqual({ ok: true, value: 0 });
    expect(await open(db, addDays(dayOf(NOW, ZONE), 1))).toEqual({ ok: true, value: 1 });
  });

  test("again keeps the seats of those that are booked", async () => {
    const { db, resident_id } = await aShopWithTea();
    const { offer_id, slot_ids } = await aSlotOffer(db);
    await booked(db, { id: "b1", resident_id, offer_id, slot_id: slot_ids[0] ?? "" });
    await open(db);
    expect((await listSlots(db.read, offer_id, NOW))[0]).toMatchObject({ held: 1 });
  });
});

test("a category saved twice is one, and a new name replaces the old", async () => {
  const { db } = await aShopWithTea();
  const category = { id: "sport", name_zh: "运动", name_en: "Sport", is_sensitive: 0, sort: 9 };
  const save = (name_zh: string) =>
    inTransaction(db, async (trx) => ok(await saveCategory(trx, { ...category, name_zh })));
  expect(await save("运动")).toEqual({ ok: true, value: true });
  expect(await expectNoWrite(db, () => save("运动"))).toEqual({ ok: true, value: false });
  expect(await save("体育")).toEqual({ ok: true, value: true });
});

test("offers are found by a merchant's new name, and refreshing again changes nothing", async () => {
  const { db } = await aShopWithTea();
  await aMerchant(db, { name_zh: "新茗茶馆" });
  const refresh = () => inTransaction(db, async (trx) => ok(await refreshSearchText(trx, "teahouse", later)));
  await refresh();
  expect(await listOffers(db.read, { q: "新茗" }, "name")).toHaveLength(1);
  await expectNoWrite(db, refresh);
});
