import { expect, test } from "vitest";
import { KEYS } from "#tests/support/a-stripe";
import { booked, bookingOf } from "#tests/support/a-trading-shop";
import { aFreeOffer, aShop, NOW } from "#tests/support/builders";
import { dumpOf, expectNoWrite } from "#tests/support/database-dump";
import { overlapping } from "#tests/support/overlapping";
import { aDatabase } from "#tests/support/test-database";
import { listVouchers } from "~/bookings/bookings.queries.server";
import { confirmPayment } from "~/bookings/confirm-payment.server";
import { contestRedemption } from "~/bookings/contest-redemption.server";
import { redeemVoucher } from "~/bookings/redeem-voucher.server";
import { settleBookings } from "~/bookings/settle-bookings.server";
import { addMs, DAY_MS, HOUR_MS, type Instant } from "~/kernel/instant";
import { type Database, inTransaction } from "~/platform/database.server";

type Redeemed = { db: Database; redeem: (place: number, now: Instant) => Promise<void> };

/** A booking of two vouchers, paid or free, and the counter that redeems the first or the second. */
async function aBookingOfTwo(is_free = false): Promise<Redeemed> {
  const db = await aDatabase();
  const { resident_id, offer_id, merchant_id, cashier_id } = await aShop(db);
  await booked(db, { id: "b1", resident_id, offer_id: is_free ? await aFreeOffer(db) : offer_id, quantity: 2 });
  const charge = { id: "ch_1", amount_minor: 7_360, currency: "cny", captured_at: NOW };
  if (!is_free) await confirmPayment(db, { booking_id: "b1", charge }, KEYS, NOW);
  const vouchers = await listVouchers(db.read, "b1");
  const redeem = async (place: number, now: Instant) => {
    const redemption = { voucher_id: vouchers[place]?.id ?? "", ordinal: 1, merchant_id, cashier_id };
    const redeemed = await inTransaction(db, (trx) => redeemVoucher(trx, redemption, KEYS.voucher_key, now));
    expect(redeemed.ok).toBe(true);
  };
  return { db, redeem };
}

function settle(db: Database, now: Instant) {
  return inTransaction(db, (trx) => settleBookings(trx, now));
}

async function settlementStates(db: Database): Promise<unknown[]> {
  return ((await dumpOf(db)).settlement as { state: string }[]).map(({ state }) => state).sort();
}

test("a share is due 24 hours after its redemption, not a millisecond before", async () => {
  const { db, redeem } = await aBookingOfTwo();
  await redeem(0, NOW);
  await redeem(1, NOW);
  const before = await expectNoWrite(db, () => settle(db, addMs(NOW, DAY_MS - 1)));
  expect(before).toEqual({ ok: true, value: 0 });
  expect(await settle(db, addMs(NOW, DAY_MS))).toEqual({ ok: true, value: 2 });
  expect(await settlementStates(db)).toEqual(["due", "due"]);
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "settled" });
});

test("settling twice is settling once", async () => {
  const { db, redeem } = await aBookingOfTwo();
  await redeem(0, NOW);
  await redeem(1, NOW);
  await settle(db, addMs(NOW, DAY_MS));
  const again = await expectNoWrite(db, () => settle(db, addMs(NOW, 2 * DAY_MS)));
  expect(again).toEqual({ ok: true, value: 0 });
});

test("a booking is settled only when its last voucher is out of its 24 hours", async () => {
  const { db, redeem } = await aBookingOfTwo();
  await redeem(0, NOW);
  await settle(db, addMs(NOW, DAY_MS));
  expect(await settlementStates(db)).toEqual(["due"]);
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "paid" });
  await redeem(1, addMs(NOW, DAY_MS + HOUR_MS));
  await settle(db, addMs(NOW, 2 * DAY_MS));
  expect(await settlementStates(db)).toEqual(["due", "waiting"]);
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "redeemed" });
  await settle(db, addMs(NOW, 2 * DAY_MS + HOUR_MS));
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "settled" });
});

test("a free booking is settled without a settlement", async () => {
  const { db, redeem } = await aBookingOfTwo(true);
  await redeem(0, NOW);
  await redeem(1, NOW);
  expect(await settle(db, addMs(NOW, DAY_MS))).toEqual({ ok: true, value: 0 });
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "settled" });
  expect(await settlementStates(db)).toEqual([]);
});

test("a contest that is just being made is seen: its booking is not settled, and the two wait for each other", async () => {
  for (const is_free of [false, true]) {
    const { db, redeem } = await aBookingOfTwo(is_free);
    await redeem(0, NOW);
    await redeem(1, NOW);
    const [voucher] = await listVouchers(db.read, "b1");
    const { resident_id } = await bookingOf(db, "b1");
    const contest = { booking_id: "b1", voucher_id: voucher?.id ?? "", resident_id, text: "no tea" };
    const at = addMs(NOW, DAY_MS);
    const [contested] = await overlapping(
      db,
      (trx) => contestRedemption(trx, contest, at),
      () => settle(db, at),
    );
    expect(contested.ok).toBe(true);
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "redeemed" });
    expect(await settlementStates(db)).toEqual(is_free ? [] : ["due", "held"]);
  }
});
