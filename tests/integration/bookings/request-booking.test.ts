import { describe, expect, test } from "vitest";
import { book, booked, entryKinds, seatsOf } from "#tests/support/a-trading-shop";
import { aFreeOffer, aMerchant, aResident, aShop, aSlotOffer, aVoucherOffer, NOW } from "#tests/support/builders";
import { dumpOf, expectNoWrite, expectRefusal } from "#tests/support/database-dump";
import { aDatabase } from "#tests/support/test-database";
import { parseBookingTerms } from "~/bookings/booking";
import { listVouchers } from "~/bookings/bookings.queries.server";
import { addMs, DAY_MS, instant, MINUTE_MS } from "~/kernel/instant";
import { findQuota } from "~/offers/offers.queries.server";
import { switchOffer } from "~/offers/switch-offer.server";
import { findLatestCheckout, findOpeningOutboxRow } from "~/payments/payments.queries.server";
import { inTransaction } from "~/platform/database.server";

describe("a booking that has to be paid", () => {
  test("of a voucher is held and queues one checkout with the price frozen in it", async () => {
    const db = await aDatabase();
    const { resident_id, offer_id } = await aShop(db);
    const booking = await booked(db, { id: "b1", resident_id, offer_id, quantity: 3 });
    expect(booking).toMatchObject({
      state: "held",
      quantity: 3,
      unit_price_minor: 3_680,
      gross_minor: 11_040,
      currency: "cny",
      charge_id: null,
      hold_until: addMs(NOW, 50 * MINUTE_MS),
    });
    const row = await findOpeningOutboxRow(db.read, "b1");
    expect(row).toMatchObject({ key: "cs:b1:1", state: "ready", tries_count: 0, next_try_at: NOW });
    expect(await findLatestCheckout(db.read, "b1")).toMatchObject({ state: "opening", amount_minor: 11_040 });
    expect(await listVouchers(db.read, "b1")).toEqual([]);
    expect(await entryKinds(db)).toEqual([]);
  });

  test("of a slot holds its seats and copies when it begins and until when it can be given back", async () => {
    const db = await aDatabase();
    const { resident_id } = await aShop(db);
    const { offer_id, slot_ids } = await aSlotOffer(db);
    const slot_id = slot_ids[1] ?? "";
    const booking = await booked(db, { id: "b1", resident_id, offer_id, slot_id, quantity: 2 });
    expect(await seatsOf(db, slot_id)).toEqual({ held: 2, sold: 0 });
    expect(parseBookingTerms(booking.terms_json)).toMatchObject({
      starts_at: "2026-08-06T06:00:00.000Z",
      ends_at: "2026-08-06T07:00:00.000Z",
      cancel_until: "2026-08-06T04:00:00.000Z",
    });
  });

  test("sent twice is one booking", async () => {
    const db = await aDatabase();
    const { resident_id } = await aShop(db);
    const { offer_id, slot_ids } = await aSlotOffer(db);
    const wish = { id: "b1", resident_id, offer_id, slot_id: slot_ids[0] ?? "" };
    const first = await booked(db, wish);
    expect(await expectNoWrite(db, () => booked(db, wish, addMs(NOW, DAY_MS)))).toEqual(first);
  });

  test("under an id that is somebody else's is refused", async () => {
    const db = await aDatabase();
    const { resident_id, offer_id } = await aShop(db);
    await booked(db, { id: "b1", resident_id, offer_id });
    const other = await aResident(db, "wu");
    await expectRefusal(db, () => book(db, { id: "b1", resident_id: other, offer_id }), "id-taken");
  });

  test("stays what it was when the offer changes its price afterwards", async () => {
    const db = await aDatabase();
    const { resident_id, offer_id } = await aShop(db);
    await booked(db, { id: "b1", resident_id, offer_id });
    await aVoucherOffer(db, { price_minor: 100, title_zh: "别的" });
    const again = await booked(db, { id: "b1", resident_id, offer_id });
    expect(again.unit_price_minor).toBe(3_680);
    expect(parseBookingTerms(again.terms_json).title_zh).toBe("双人盖碗茶");
  });
});

describe("a free booking", () => {
  test("is paid at once with a voucher per piece, and makes no entry, no checkout and no receipt", async () => {
    const db = await aDatabase();
    const { resident_id } = await aShop(db);
    const offer_id = await aFreeOffer(db, { quota: { quota: 10, per_resident: 2 } });
    const booking = await booked(db, { id: "b1", resident_id, offer_id, quantity: 2 });
    expect(booking).toMatchObject({ state: "paid", paid_at: NOW, charge_id: null, policy_json: null, gross_minor: 0 });
    const vouchers = await listVouchers(db.read, "b1");
    expect(vouchers.map(({ ordinal, state, gross_minor }) => [ordinal, state, gross_minor])).toEqual([
      [1, "issued", 0],
      [2, "issued", 0],
    ]);
    const dump = await dumpOf(db);
    for (const table of ["journal_entry", "outbox", "checkout", "receipt"]) expect(dump[table]).toEqual([]);
    expect(await findQuota(db.read, offer_id)).toMatchObject({ held: 0, sold: 2 });
  });

  test("sent twice is one booking", async () => {
    const db = await aDatabase();
    const { resident_id } = await aShop(db);
    const offer_id = await aFreeOffer(db);
    await booked(db, { id: "b1", resident_id, offer_id });
    await expectNoWrite(db, () => booked(db, { id: "b1", resident_id, offer_id }));
  });

  test("does not count as unpaid", async () => {
    const db = await aDatabase();
    const { resident_id } = await aShop(db);
    const offer_id = await aFreeOffer(db);
    for (const id of ["b1", "b2", "b3", "b4", "b5"]) await booked(db, { id, resident_id, offer_id });
  });
});

describe("nothing is written when", () => {
  test("the offer is off the list, or is none", async () => {
    const db = await aDatabase();
    const { resident_id, offer_id } = await aShop(db);
    await inTransaction(db, (trx) => switchOffer(trx, { offer_id, is_listed: false }, NOW));
    await expectRefusal(db, () => book(db, { id: "b1", resident_id, offer_id }), "offer-closed");
    await expectRefusal(db, () => book(db, { id: "b1", resident_id, offer_id: "nothing" }), "offer-closed");
  });

  test("the offer sells fewer at a time", async () => {
    const db = await aDatabase();
    const { resident_id } = await aShop(db);
    const offer_id = await aVoucherOffer(db, { id: "one", max_quantity: 1 });
    await expectRefusal(db, () => book(db, { id: "b1", resident_id, offer_id, quantity: 2 }), "quantity-too-large");
  });

  test("no slot is chosen, or one of another offer, or one that has begun, or one beyond 80 days", async () => {
    const db = await aDatabase();
    const { resident_id } = await aShop(db);
    const { offer_id, slot_ids } = await aSlotOffer(db);
    await aMerchant(db, { id: "barber" });
    const other = await aSlotOffer(db, { id: "cut", merchant_id: "barber" });
    const slot_id = slot_ids[0] ?? "";
    const wish = { id: "b1", resident_id, offer_id };
    await expectRefusal(db, () => book(db, wish), "slot-needed");
    await expectRefusal(db, () => book(db, { ...wish, slot_id: "nothing" }), "slot-needed");
    await expectRefusal(db, () => book(db, { ...wish, slot_id: other.slot_ids[0] ?? "" }), "slot-closed");
    await expectRefusal(db, () => book(db, { ...wish, slot_id }, instant("2026-08-05T06:00:00.000Z")), "slot-closed");
    await expectRefusal(db, () => book(db, { ...wish, slot_id }, instant("2026-05-01T00:00:00.000Z")), "slot-closed");
    await booked(db, { ...wish, slot_id }, instant("2026-08-05T05:59:59.999Z"));
  });

  test("the slot has fewer seats left than wanted", async () => {
    const db = await aDatabase();
    const { resident_id } = await aShop(db);
    const { offer_id, slot_ids } = await aSlotOffer(db);
    const slot_id = slot_ids[0] ?? "";
    await booked(db, { id: "b1", resident_id, offer_id, slot_id, quantity: 4 });
    const other = await aResident(db, "wu");
    const wish = { id: "b2", resident_id: other, offer_id, slot_id };
    await expectRefusal(db, () => book(db, { ...wish, quantity: 3 }), "sold-out");
    await booked(db, { ...wish, quantity: 2 });
    expect(await seatsOf(db, slot_id)).toEqual({ held: 6, sold: 0 });
  });

  test("a resident would have more than four seats of one slot, over several bookings", async () => {
    const db = await aDatabase();
    const { resident_id } = await aShop(db);
    const { offer_id, slot_ids } = await aSlotOffer(db);
    const [slot_id = "", other_slot = ""] = slot_ids;
    await booked(db, { id: "b1", resident_id, offer_id, slot_id, quantity: 3 });
    const wish = { id: "b2", resident_id, offer_id, quantity: 2 };
    await expectRefusal(db, () => book(db, { ...wish, slot_id }), "too-many-seats");
    await booked(db, { ...wish, slot_id: other_slot });
    await booked(db, { ...wish, id: "b3", slot_id, quantity: 1 });
  });

  test("the campaign is used up, or the resident had their share", async () => {
    const db = await aDatabase();
    const { resident_id } = await aShop(db);
    const offer_id = await aFreeOffer(db, { quota: { quota: 2, per_resident: 1 } });
    await booked(db, { id: "b1", resident_id, offer_id });
    await expectRefusal(db, () => book(db, { id: "b2", resident_id, offer_id }), "quota-used");
    await booked(db, { id: "b3", resident_id: await aResident(db, "wu"), offer_id });
    const late = await aResident(db, "zhao");
    await expectRefusal(db, () => book(db, { id: "b4", resident_id: late, offer_id }), "sold-out");
  });

  test("the resident has three unpaid bookings", async () => {
    const db = await aDatabase();
    const { resident_id, offer_id } = await aShop(db);
    for (const id of ["b1", "b2", "b3"]) await booked(db, { id, resident_id, offer_id });
    await expectRefusal(db, () => book(db, { id: "b4", resident_id, offer_id }), "too-many-unpaid");
    await booked(db, { id: "b5", resident_id: await aResident(db, "wu"), offer_id });
  });
});
