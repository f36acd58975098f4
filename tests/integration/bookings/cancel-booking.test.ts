import { describe, expect, test } from "vitest";
import { aHeldBooking, aPaidBooking } from "#tests/support/a-paid-booking";
import { KEYS } from "#tests/support/a-stripe";
import {
  aTradingShop,
  booked,
  bookingOf,
  entriesOf,
  entryKinds,
  seatsOf,
  type TradingShop,
} from "#tests/support/a-trading-shop";
import { aFreeOffer, aResident, aSlotOffer, NOW } from "#tests/support/builders";
import { dumpOf, expectNoWrite, expectRefusal } from "#tests/support/database-dump";
import { listVouchers } from "~/bookings/bookings.queries.server";
import { cancelBooking } from "~/bookings/cancel-booking.server";
import { redeemVoucher } from "~/bookings/redeem-voucher.server";
import { listRefunds } from "~/bookings/refunds.queries.server";
import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { addMs, DAY_MS, HOUR_MS, type Instant, instant, MINUTE_MS, SECOND_MS } from "~/kernel/instant";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import { inTransaction } from "~/platform/database.server";

const later = addMs(NOW, MINUTE_MS);

function cancel({ db, resident_id }: TradingShop, now: Instant = later, booking_id = "b1") {
  return inTransaction(db, (trx) => cancelBooking(trx, { booking_id, resident_id }, now));
}

async function redeemFirst(shop: TradingShop): Promise<void> {
  const { db, merchant_id, cashier_id } = shop;
  const [voucher] = await listVouchers(db.read, "b1");
  const redemption = { voucher_id: voucher?.id ?? "", ordinal: 1, merchant_id, cashier_id };
  const redeemed = await inTransaction(db, (trx) => redeemVoucher(trx, redemption, KEYS.voucher_key, later));
  expect(redeemed.ok).toBe(true);
}

async function aPaidVoucher(quantity = 1): Promise<TradingShop> {
  const shop = await aTradingShop();
  const { services, stripe, resident_id, offer_id } = shop;
  await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id, quantity }, NOW);
  return shop;
}

describe("giving back a paid booking before use", () => {
  test("voids its vouchers, frees its seats and pays back in full", async () => {
    const shop = await aTradingShop();
    const { db, services, stripe, resident_id } = shop;
    const { offer_id, slot_ids } = await aSlotOffer(db);
    const slot_id = slot_ids[0] ?? "";
    const wish = { id: "b1", resident_id, offer_id, slot_id, quantity: 2 };
    const { charge_id } = await aPaidBooking(services, stripe, wish, NOW);
    expect(await cancel(shop)).toEqual({ ok: true, value: undefined });
    expect(await bookingOf(db, "b1")).toMatchObject({
      state: "cancelled",
      close_reason: "resident-cancelled",
      closed_at: later,
      refunded_minor: 0,
    });
    expect((await listVouchers(db.read, "b1")).map(({ state }) => state)).toEqual(["void", "void"]);
    expect(await seatsOf(db, slot_id)).toEqual({ held: 0, sold: 0 });
    const receipts = (await dumpOf(db)).receipt as { state: string }[];
    expect(receipts.map(({ state }) => state)).toEqual(["refunded", "refunded"]);
    expect(await listRefunds(db.read, "b1")).toMatchObject([
      { charge_id, reason: "resident_cancelled", amount_minor: 7_360, state: "requested" },
    ]);
    await runEverythingDue(services, addMs(later, SECOND_MS));
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "refunded", refunded_minor: 7_360 });
    expect(await listRefunds(db.read, "b1")).toMatchObject([{ state: "succeeded" }]);
    const entry = (await entriesOf(db)).at(-1);
    expect(entry).toMatchObject({ kind: "refund", effective_at: NOW, stripe: { charge: charge_id } });
    expect(entry?.stripe.balance_transaction).toMatch(/^txn_/);
    expect(await getAccountBalance(db.read, "liabilities:held:b1")).toBe(0);
    expect(await getAccountBalance(db.read, "assets:stripe")).toBe(-213);
  });

  test("twice is once, also when the money is back", async () => {
    const shop = await aPaidVoucher();
    await cancel(shop);
    expect(await expectNoWrite(shop.db, () => cancel(shop))).toEqual({ ok: true, value: undefined });
    await runEverythingDue(shop.services, addMs(later, SECOND_MS));
    await expectNoWrite(shop.db, () => cancel(shop, addMs(later, DAY_MS)));
    expect((await shop.stripe.stripe.refunds.list({ limit: 10 })).data).toHaveLength(1);
  });

  test("ten times at once is once", async () => {
    const shop = await aPaidVoucher(2);
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => cancel(shop)));
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    await runEverythingDue(shop.services, addMs(later, SECOND_MS));
    expect(await entryKinds(shop.db)).toEqual(["payment_captured", "stripe_fee", "refund"]);
  });

  test("of which one of two was used pays back the other", async () => {
    const shop = await aPaidVoucher(2);
    const { db, services } = shop;
    await redeemFirst(shop);
    await cancel(shop);
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "redeemed", close_reason: "resident-cancelled" });
    expect((await listVouchers(db.read, "b1")).map(({ state }) => state)).toEqual(["redeemed", "void"]);
    await runEverythingDue(services, addMs(later, SECOND_MS));
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "redeemed", refunded_minor: 3_680 });
    expect(await getAccountBalance(db.read, "liabilities:held:b1")).toBe(0);
    expect(await getAccountBalance(db.read, "liabilities:fund:earned")).toBe(-128);
    await runEverythingDue(services, addMs(later, DAY_MS));
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "settled" });
  });
});

describe("giving back a free booking", () => {
  test("frees its place and moves no money", async () => {
    const shop = await aTradingShop();
    const { db, resident_id } = shop;
    const offer_id = await aFreeOffer(db, { quota: { quota: 1, per_resident: 1 } });
    await booked(db, { id: "b1", resident_id, offer_id });
    await cancel(shop);
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "cancelled" });
    expect(await listRefunds(db.read, "b1")).toEqual([]);
    await expectNoWrite(db, () => cancel(shop));
    await booked(db, { id: "b2", resident_id, offer_id });
  });
});

describe("nothing is given back", () => {
  test("from the deadline of a slot on, and everything a millisecond before", async () => {
    const shop = await aTradingShop();
    const { db, services, stripe, resident_id } = shop;
    const { offer_id, slot_ids } = await aSlotOffer(db);
    const wish = { id: "b1", resident_id, offer_id, slot_id: slot_ids[0] ?? "" };
    await aPaidBooking(services, stripe, wish, NOW);
    const deadline = instant("2026-08-05T04:00:00.000Z");
    await expectRefusal(db, () => cancel(shop, deadline), "deadline-over");
    await expectRefusal(db, () => cancel(shop, addMs(deadline, HOUR_MS)), "deadline-over");
    expect(await cancel(shop, addMs(deadline, -1))).toMatchObject({ ok: true });
  });

  test("from the end of a voucher on", async () => {
    const shop = await aPaidVoucher();
    const { valid_until } = await bookingOf(shop.db, "b1");
    expect(valid_until).toBe("2026-10-04T16:00:00.000Z");
    await expectRefusal(shop.db, () => cancel(shop, instant(valid_until ?? "")), "deadline-over");
  });

  test("of somebody else's booking, which looks like an unknown one", async () => {
    const shop = await aPaidVoucher();
    const stranger = { ...shop, resident_id: await aResident(shop.db, "wu") };
    await expectRefusal(shop.db, () => cancel(stranger), "booking-unknown");
    await expectRefusal(shop.db, () => cancel(shop, later, "nothing"), "booking-unknown");
  });

  test("that was used", async () => {
    const shop = await aPaidVoucher();
    await redeemFirst(shop);
    await expectRefusal(shop.db, () => cancel(shop), "not-cancellable");
  });

  test("that is not paid yet", async () => {
    const shop = await aTradingShop();
    const { db, services, resident_id, offer_id } = shop;
    await aHeldBooking(services, { id: "b1", resident_id, offer_id }, NOW);
    await expectRefusal(db, () => cancel(shop), "not-cancellable");
  });
});
