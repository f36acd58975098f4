import { expect, test, vi } from "vitest";
import { aHeldBooking, aPaidBooking, bookingRequest } from "#tests/support/a-paid-booking";
import { aTradingShop, book, bookingOf, entryKinds, seatsOf, type TradingShop } from "#tests/support/a-trading-shop";
import { aResident, aSlotOffer, NOW, ZONE } from "#tests/support/builders";
import { expectNoWrite, expectRefusal } from "#tests/support/database-dump";
import { overlapping } from "#tests/support/overlapping";
import { parseBookingTerms } from "~/bookings/booking";
import { listVouchers } from "~/bookings/bookings.queries.server";
import { cancelBooking } from "~/bookings/cancel-booking.server";
import { redeemVoucher } from "~/bookings/redeem-voucher.server";
import { releaseBooking } from "~/bookings/release-booking.server";
import { requestBooking } from "~/bookings/request-booking.server";
import { rescheduleSlot } from "~/bookings/reschedule-slot.server";
import { listReceiptsOfVouchers } from "~/fund/fund.queries.server";
import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { addDays, dayOf } from "~/kernel/calendar-day";
import { addMs, DAY_MS, HOUR_MS, type Instant, instant, MINUTE_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { isSignedBy, publicKeyText } from "~/ledger/signed-text.server";
import { LONGEST_LIFE_DAYS } from "~/offers/offer";
import { findOffer, findSlot } from "~/offers/offers.queries.server";
import { openSlots } from "~/offers/open-slots.server";
import { inTransaction } from "~/platform/database.server";

vi.setConfig({ testTimeout: 60_000 });

/** A class with a slot today at 14:00, of an hour; it may be given back until two hours before, and a no-show is kept. */
async function aClass() {
  const shop = await aTradingShop();
  const { offer_id, slot_ids } = await aSlotOffer(shop.db, { is_no_show_kept: 1 });
  const slot_id = slot_ids[0] ?? "";
  const slot = await findSlot(shop.db.read, slot_id);
  const began = instant(slot?.starts_at ?? "");
  const move = (starts_at: Instant, at: Instant = NOW, seen_starts_at: Instant = began) =>
    inTransaction(shop.db, (trx) =>
      rescheduleSlot(
        trx,
        { slot_id, offer_id, merchant_id: "teahouse", seen_starts_at, starts_at },
        shop.services.keys,
        at,
      ),
    );
  return { ...shop, offer_id, slot_id, began, move, wish: { resident_id: shop.resident_id, offer_id, slot_id } };
}

function pay({ services, stripe }: TradingShop, wish: Parameters<typeof aPaidBooking>[2], at: Instant = NOW) {
  return aPaidBooking(services, stripe, wish, at);
}

test("a slot moves with its length, and everybody who is booked moves with it and is told once", async () => {
  const shop = await aClass();
  await pay(shop, { ...shop.wish, id: "b1", quantity: 2 });
  const later = addMs(shop.began, 9 * DAY_MS + 30 * MINUTE_MS);
  expect(await shop.move(later)).toEqual(ok({ told_count: 1 }));
  const ends_at = addMs(later, HOUR_MS);
  expect(await findSlot(shop.db.read, shop.slot_id)).toMatchObject({ starts_at: later, ends_at, sold: 2, held: 0 });
  const booking = await bookingOf(shop.db, "b1");
  expect(parseBookingTerms(booking.terms_json)).toMatchObject({
    starts_at: later,
    ends_at,
    cancel_until: later,
    is_no_show_kept: false,
  });
  expect(booking).toMatchObject({ state: "paid", is_no_show_kept: 0 });
  expect(dayOf(addMs(instant(booking.valid_until ?? ""), -1), ZONE)).toBe(dayOf(later, ZONE));
  const notices = shop.db.read.selectFrom("notice").selectAll().where("kind", "=", "slot-moved");
  expect(await notices.execute()).toMatchObject([{ person_id: shop.resident_id, booking_id: "b1" }]);
  expect(await expectNoWrite(shop.db, () => shop.move(later))).toEqual(ok({ told_count: 0 }));
});

test("who is moved may give it back in full until the new beginning, also past the old deadline", async () => {
  const shop = await aClass();
  await pay(shop, { ...shop.wish, id: "b1" });
  const later = addMs(shop.began, 2 * DAY_MS + HOUR_MS);
  expect(await shop.move(later)).toEqual(ok({ told_count: 1 }));
  const cancel = (at: Instant) =>
    inTransaction(shop.db, (trx) => cancelBooking(trx, { booking_id: "b1", resident_id: shop.resident_id }, at));
  await expectRefusal(shop.db, () => cancel(later), "deadline-over");
  expect(await cancel(addMs(later, -1))).toEqual(ok());
  await runEverythingDue(shop.services, later);
  expect(await entryKinds(shop.db)).toContain("refund");
});

test("whoever stays away from a time they did not choose has the money back", async () => {
  const shop = await aClass();
  await pay(shop, { ...shop.wish, id: "b1" });
  expect(await shop.move(addMs(shop.began, 2 * DAY_MS + HOUR_MS))).toEqual(ok({ told_count: 1 }));
  const over = addMs(shop.began, 4 * DAY_MS);
  await shop.stripe.setClock(over);
  await runEverythingDue(shop.services, over);
  await runEverythingDue(shop.services, addMs(over, MINUTE_MS));
  expect(await bookingOf(shop.db, "b1")).toMatchObject({ state: "refunded" });
  expect(await entryKinds(shop.db)).toContain("expiry_refund");
});

test("the receipt's promise is signed again for the later end, and never brought forward", async () => {
  const shop = await aClass();
  await pay(shop, { ...shop.wish, id: "b1" });
  const [voucher] = await listVouchers(shop.db.read, "b1");
  const promise = async () => {
    const [receipt] = await listReceiptsOfVouchers(shop.db.read, [voucher?.id ?? ""]);
    return JSON.parse(receipt?.promise_json ?? "{}");
  };
  const before = await promise();
  const later = addMs(shop.began, 20 * DAY_MS);
  expect(await shop.move(later)).toEqual(ok({ told_count: 1 }));
  const after = await promise();
  expect(after).toMatchObject({ ...before, enter_by: addMs(before.enter_by, 20 * DAY_MS), sig: after.sig });
  expect(isSignedBy(after, publicKeyText(shop.services.keys.signing_key))).toBe(true);
  expect(await shop.move(shop.began, NOW, later)).toEqual(ok({ told_count: 1 }));
  expect(await promise()).toEqual(after);
});

test("80 days from the earliest payment are the limit, and from now where nobody has paid", async () => {
  const shop = await aClass();
  await pay(shop, { ...shop.wish, id: "b1" });
  const { paid_at } = await bookingOf(shop.db, "b1");
  const at = addMs(NOW, HOUR_MS);
  const other = await aResident(shop.db, "wu");
  await pay(shop, { ...shop.wish, id: "b2", resident_id: other }, at);
  const last = addMs(instant(paid_at ?? ""), LONGEST_LIFE_DAYS * DAY_MS);
  await expectRefusal(shop.db, () => shop.move(addMs(last, 1), at), "too-far");
  expect(await shop.move(last, at)).toEqual(ok({ told_count: 2 }));
  const free = await aClass();
  await expectRefusal(free.db, () => free.move(addMs(NOW, LONGEST_LIFE_DAYS * DAY_MS + 1)), "too-far");
  expect(await free.move(addMs(NOW, LONGEST_LIFE_DAYS * DAY_MS))).toEqual(ok({ told_count: 0 }));
});

test("what has begun, a time that is over or taken, another's slot or one that moved meanwhile is refused", async () => {
  const shop = await aClass();
  const { db, offer_id, slot_id, began, services } = shop;
  const later = addMs(began, HOUR_MS);
  await expectRefusal(db, () => shop.move(later, began), "slot-over");
  await expectRefusal(db, () => shop.move(NOW), "time-past");
  await expectRefusal(db, () => shop.move(addMs(began, DAY_MS)), "time-taken");
  await expectRefusal(db, () => shop.move(later, NOW, addMs(began, MINUTE_MS)), "changed-meanwhile");
  const move = { slot_id, offer_id, merchant_id: "teahouse", seen_starts_at: began, starts_at: later };
  for (const change of [{ merchant_id: "bakery" }, { offer_id: "tea" }, { slot_id: "unknown" }]) {
    const foreign = { ...move, ...change };
    await expectRefusal(
      db,
      () => inTransaction(db, (trx) => rescheduleSlot(trx, foreign, services.keys, NOW)),
      "slot-unknown",
    );
  }
});

test("while somebody pays for the time they saw it stays, and afterwards it moves", async () => {
  const shop = await aClass();
  const later = addMs(shop.began, 3 * HOUR_MS);
  await aHeldBooking(shop.services, { ...shop.wish, id: "b1" }, NOW);
  await expectRefusal(shop.db, () => shop.move(later), "being-paid");
  await inTransaction(shop.db, (trx) => releaseBooking(trx, { booking_id: "b1", reason: "left-checkout" }, NOW));
  expect(await shop.move(later)).toEqual(ok({ told_count: 0 }));
});

test("money that comes late for the old time goes back in full", async () => {
  const shop = await aClass();
  const { session_id } = await aHeldBooking(shop.services, { ...shop.wish, id: "b1" }, NOW);
  await inTransaction(shop.db, (trx) => releaseBooking(trx, { booking_id: "b1", reason: "left-checkout" }, NOW));
  await shop.move(addMs(shop.began, 3 * HOUR_MS));
  await shop.stripe.pay(session_id, "card");
  await runEverythingDue(shop.services, NOW);
  expect(await seatsOf(shop.db, shop.slot_id)).toEqual({ held: 0, sold: 0 });
  expect(await entryKinds(shop.db)).toEqual(["payment_surplus", "stripe_fee", "surplus_refund"]);
});

test("a time at which somebody was served stays", async () => {
  const shop = await aClass();
  await pay(shop, { ...shop.wish, id: "b1", quantity: 2 });
  const [voucher] = await listVouchers(shop.db.read, "b1");
  const { merchant_id, cashier_id, services } = shop;
  const redemption = { voucher_id: voucher?.id ?? "", ordinal: 1, merchant_id, cashier_id };
  await inTransaction(shop.db, (trx) => redeemVoucher(trx, redemption, services.keys.voucher_key, addMs(NOW, 2_000)));
  await expectRefusal(shop.db, () => shop.move(addMs(shop.began, HOUR_MS), addMs(NOW, 3_000)), "already-served");
});

test("whoever filled in the form before the move is shown the new time before they book", async () => {
  const shop = await aClass();
  const { revision = 0 } = (await findOffer(shop.db.read, shop.offer_id)) ?? {};
  await shop.move(addMs(shop.began, HOUR_MS));
  const seen = { ...shop.wish, id: "b1", revision };
  await expectRefusal(shop.db, () => book(shop.db, seen), "offer-changed");
  expect(await book(shop.db, { ...seen, revision: revision + 1 })).toMatchObject({ ok: true });
});

test("a moved slot is not opened again at its old place", async () => {
  const shop = await aClass();
  await shop.move(addMs(shop.began, HOUR_MS));
  const window = { first_day: dayOf(NOW, ZONE), day_count: 14 };
  const open = () => inTransaction(shop.db, async (trx) => ok(await openSlots(trx, window, ZONE)));
  expect(await expectNoWrite(shop.db, open)).toEqual(ok(0));
  const next = { first_day: addDays(window.first_day, 14), day_count: 1 };
  expect(await inTransaction(shop.db, async (trx) => ok(await openSlots(trx, next, ZONE)))).toEqual(ok(1));
});

test("a booking on its way is waited for, and then the slot stays", async () => {
  const shop = await aClass();
  const later = addMs(shop.began, HOUR_MS);
  const { db, services } = shop;
  const [booked, moved] = await overlapping(
    db,
    (trx) => {
      const context = { keys: services.keys, origin: services.settings.origin, locale: "zh-CN" } as const;
      return requestBooking(trx, bookingRequest({ ...shop.wish, id: "b1" }), context, NOW);
    },
    () => shop.move(later),
  );
  expect(booked.ok).toBe(true);
  expect(moved).toEqual({ ok: false, error: "being-paid" });
  expect(await findSlot(db.read, shop.slot_id)).toMatchObject({ starts_at: shop.began, held: 1 });
});

test("a move on its way is waited for by who books, and by who moves as well", async () => {
  const shop = await aClass();
  const { db, services, offer_id, slot_id, began } = shop;
  const { revision = 0 } = (await findOffer(db.read, offer_id)) ?? {};
  const move = { slot_id, offer_id, merchant_id: "teahouse", seen_starts_at: began, starts_at: addMs(began, HOUR_MS) };
  const [moved, [booked, other]] = await overlapping(
    db,
    (trx) => rescheduleSlot(trx, move, services.keys, NOW),
    () => Promise.all([book(db, { ...shop.wish, id: "b1", revision }), shop.move(addMs(began, 2 * HOUR_MS))]),
  );
  expect(moved).toEqual(ok({ told_count: 0 }));
  expect(booked).toEqual({ ok: false, error: "offer-changed" });
  expect(other).toEqual({ ok: false, error: "changed-meanwhile" });
});
