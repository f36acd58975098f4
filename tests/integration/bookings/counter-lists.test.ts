import { expect, test } from "vitest";
import { aPaidBooking, bookingRequest } from "#tests/support/a-paid-booking";
import { KEYS } from "#tests/support/a-stripe";
import { aFreeOffer, aMerchant, aResident, aSlotOffer, NOW, ZONE } from "#tests/support/builders";
import { countRedemptions, listRedemptions, listSlotBookings, listVouchers } from "~/bookings/bookings.queries.server";
import { cancelBooking } from "~/bookings/cancel-booking.server";
import { requestBooking } from "~/bookings/request-booking.server";
import { addDays, dayOf, startOfDay } from "~/kernel/calendar-day";
import { addMs, MINUTE_MS } from "~/kernel/instant";
import { inTransaction } from "~/platform/database.server";
import { aCounter, firstOf } from "./a-counter";

const TODAY = { from: startOfDay(dayOf(NOW, ZONE), ZONE), to: startOfDay(addDays(dayOf(NOW, ZONE), 1), ZONE) };

test("today's bookings are those whose slot begins today, with headcount and who is served", async () => {
  const { db, stripe, services, redeem, resident_id, merchant_id } = await aCounter();
  const { offer_id, slot_ids } = await aSlotOffer(db);
  const [today = "", tomorrow = ""] = slot_ids;
  const chen = await aResident(db, "chen");
  await aPaidBooking(services, stripe, { id: "s1", resident_id, offer_id, slot_id: today, quantity: 3 }, NOW);
  await aPaidBooking(services, stripe, { id: "s2", resident_id: chen, offer_id, slot_id: today }, NOW);
  await aPaidBooking(services, stripe, { id: "s3", resident_id, offer_id, slot_id: tomorrow }, NOW);
  await redeem(firstOf(await listVouchers(db.read, "s1")));
  await inTransaction(db, (trx) => cancelBooking(trx, { booking_id: "s2", resident_id: chen }, NOW));
  const bookings = await listSlotBookings(db.read, merchant_id, TODAY);
  expect(bookings).toMatchObject([
    { id: "s1", resident_name: "lin", contact_phone: "13900000000", note: "", headcount: 3, redeemed_count: 1 },
  ]);
  const barber = await aMerchant(db, { id: "barber", name_zh: "一寸理发" });
  expect(await listSlotBookings(db.read, barber, TODAY)).toEqual([]);
});

test("seats that are held and not paid are nobody's appointment yet", async () => {
  const { db, services, resident_id, merchant_id } = await aCounter();
  const { offer_id, slot_ids } = await aSlotOffer(db);
  const wish = bookingRequest({ id: "s1", resident_id, offer_id, slot_id: slot_ids[0] ?? "" });
  const origin = services.settings.origin;
  await inTransaction(db, (trx) => requestBooking(trx, wish, { keys: KEYS, origin, locale: "zh-CN" }, NOW));
  expect(await listSlotBookings(db.read, merchant_id, TODAY)).toEqual([]);
});

test("redemptions come newest first in pages, with the shop's share; a free one has none", async () => {
  const { db, services, vouchers, redeem, resident_id, merchant_id } = await aCounter({ quantity: 2 });
  const offer_id = await aFreeOffer(db);
  const origin = services.settings.origin;
  const wish = bookingRequest({ id: "free1", resident_id, offer_id });
  await inTransaction(db, (trx) => requestBooking(trx, wish, { keys: KEYS, origin, locale: "zh-CN" }, NOW));
  const [one, two] = vouchers;
  if (!one || !two) throw new Error("two vouchers were bought");
  await redeem(one, {}, NOW);
  await redeem(two, {}, addMs(NOW, MINUTE_MS));
  await redeem(firstOf(await listVouchers(db.read, "free1")), {}, addMs(NOW, 2 * MINUTE_MS));
  expect(await countRedemptions(db.read, merchant_id)).toBe(3);
  const all = await listRedemptions(db.read, merchant_id, { limit: 10, offset: 0 });
  expect(all.map((row) => row.share_minor)).toEqual([null, 3_387, 3_387]);
  expect(all[1]).toMatchObject({ voucher_id: two.id, resident_name: "lin", cashier_name: "cashier-of-teahouse" });
  const second_page = await listRedemptions(db.read, merchant_id, { limit: 2, offset: 2 });
  expect(second_page.map((row) => row.voucher_id)).toEqual([one.id]);
});
