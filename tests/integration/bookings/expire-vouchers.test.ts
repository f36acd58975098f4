import { describe, expect, test } from "vitest";
import { aPaidBooking } from "#tests/support/a-paid-booking";
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
import { aFreeOffer, aSlotOffer, NOW } from "#tests/support/builders";
import { expectNoWrite, expectRefusal } from "#tests/support/database-dump";
import { listExpiredBookings, listVouchers } from "~/bookings/bookings.queries.server";
import { expireVouchers } from "~/bookings/expire-vouchers.server";
import { recordPaymentReview } from "~/bookings/record-payment-review.server";
import { redeemVoucher } from "~/bookings/redeem-voucher.server";
import { listRefunds } from "~/bookings/refunds.queries.server";
import { getFundFigures } from "~/fund/fund.queries.server";
import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { runSchedules } from "~/jobs/run-schedules.server";
import { addMs, DAY_MS, type Instant, instant, MINUTE_MS } from "~/kernel/instant";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import { inTransaction } from "~/platform/database.server";

/** The end of the last of the sixty days a voucher paid at `NOW` is good for. */
const over = instant("2026-10-04T16:00:00.000Z");

function expire({ db }: TradingShop, now: Instant = over, booking_id = "b1") {
  return inTransaction(db, (trx) => expireVouchers(trx, booking_id, now));
}

async function aPaidVoucher(quantity = 1): Promise<TradingShop> {
  const shop = await aTradingShop();
  const { services, stripe, resident_id, offer_id } = shop;
  await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id, quantity }, NOW);
  return shop;
}

async function aPaidSlot(is_no_show_kept: 0 | 1 = 0): Promise<TradingShop & { slot_id: string }> {
  const shop = await aTradingShop();
  const { db, services, stripe, resident_id } = shop;
  const { offer_id, slot_ids } = await aSlotOffer(db, { is_no_show_kept });
  const slot_id = slot_ids[0] ?? "";
  await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id, slot_id, quantity: 2 }, NOW);
  return { ...shop, slot_id };
}

async function runAt({ services, stripe }: TradingShop, now: Instant) {
  await stripe.setClock(now);
  return runEverythingDue(services, now);
}

describe("a paid voucher nobody used", () => {
  test("is refunded by itself, in full, when it expires", async () => {
    const shop = await aPaidVoucher(2);
    const { db } = shop;
    expect(await getFundFigures(db.read)).toMatchObject({ pledged_minor: 256 });
    expect(await runAt(shop, over)).toMatchObject({ bookings_expired: 1, outbox_sent: 1 });
    expect(await bookingOf(db, "b1")).toMatchObject({
      state: "refunded",
      close_reason: "voucher-expired",
      closed_at: over,
      refunded_minor: 7_360,
    });
    expect((await listVouchers(db.read, "b1")).map(({ state }) => state)).toEqual(["void", "void"]);
    const [refund] = await listRefunds(db.read, "b1");
    expect(refund).toMatchObject({ reason: "expired", amount_minor: 7_360, state: "succeeded" });
    const keys = await db.read.selectFrom("outbox").select("key").where("operation", "=", "create-refund").execute();
    expect(keys).toEqual([{ key: `re:${refund?.id}` }]);
    expect((await entriesOf(db)).at(-1)).toMatchObject({
      kind: "expiry_refund",
      idem: `refund:${refund?.stripe_refund_id}`,
      effective_at: NOW,
    });
    expect(await getAccountBalance(db.read, "liabilities:held:b1")).toBe(0);
    expect(await getFundFigures(db.read)).toMatchObject({ pledged_minor: 0, earned_minor: 0 });
  });

  test("stays as it is until its last moment is over", async () => {
    const shop = await aPaidVoucher();
    expect(await expectNoWrite(shop.db, () => expire(shop, addMs(over, -1)))).toEqual({ ok: true, value: false });
    await expectNoWrite(shop.db, () => runSchedules(shop.services, addMs(over, -1)));
    expect(await expire(shop)).toEqual({ ok: true, value: true });
  });

  test("expires once, also when the money is back", async () => {
    const shop = await aPaidVoucher();
    await expire(shop);
    expect(await bookingOf(shop.db, "b1")).toMatchObject({ state: "expired", refunded_minor: 0 });
    expect(await expectNoWrite(shop.db, () => expire(shop))).toEqual({ ok: true, value: false });
    await runAt(shop, addMs(over, MINUTE_MS));
    await runAt(shop, addMs(over, 2 * MINUTE_MS));
    await expectNoWrite(shop.db, () => runAt(shop, addMs(over, 3 * MINUTE_MS)));
    expect(await entryKinds(shop.db)).toEqual(["payment_captured", "stripe_fee", "expiry_refund"]);
    expect((await shop.stripe.stripe.refunds.list({ limit: 10 })).data).toHaveLength(1);
  });

  test("is called expired at the counter, before and after its money went back", async () => {
    const shop = await aPaidVoucher();
    const { db, merchant_id, cashier_id } = shop;
    const [voucher] = await listVouchers(db.read, "b1");
    const redemption = { voucher_id: voucher?.id ?? "", ordinal: 1, merchant_id, cashier_id };
    const redeem = () => inTransaction(db, (trx) => redeemVoucher(trx, redemption, KEYS.voucher_key, over));
    await expectRefusal(db, redeem, "expired");
    await runAt(shop, over);
    await expectRefusal(db, redeem, "expired");
  });

  test("whose refund fails after it succeeded is expired again, with the money still owed", async () => {
    const shop = await aPaidVoucher();
    const { db, controls } = shop;
    await runAt(shop, over);
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "refunded" });
    const [refund] = await listRefunds(db.read, "b1");
    await controls.failRefund(refund?.stripe_refund_id ?? "");
    await runAt(shop, addMs(over, DAY_MS));
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "expired", refunded_minor: 0 });
    expect((await entryKinds(db)).slice(-2)).toEqual(["expiry_refund", "refund_failed"]);
    expect(await getAccountBalance(db.read, "liabilities:held:b1")).toBe(-3_680);
  });
});

test("of two vouchers of which one was used the other is refunded, and the booking is a redeemed one", async () => {
  const shop = await aPaidVoucher(2);
  const { db, merchant_id, cashier_id } = shop;
  const [voucher] = await listVouchers(db.read, "b1");
  const redemption = { voucher_id: voucher?.id ?? "", ordinal: 1, merchant_id, cashier_id };
  const used_at = addMs(over, -MINUTE_MS);
  await inTransaction(db, (trx) => redeemVoucher(trx, redemption, KEYS.voucher_key, used_at));
  await runAt(shop, over);
  expect(await bookingOf(db, "b1")).toMatchObject({
    state: "redeemed",
    close_reason: "voucher-expired",
    refunded_minor: 3_680,
  });
  expect((await listVouchers(db.read, "b1")).map(({ state }) => state)).toEqual(["redeemed", "void"]);
  expect(await getAccountBalance(db.read, "liabilities:held:b1")).toBe(0);
  expect(await getFundFigures(db.read)).toMatchObject({ pledged_minor: 0, earned_minor: 128 });
  await runAt(shop, addMs(over, DAY_MS));
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "settled" });
});

describe("a paid slot that passed unredeemed", () => {
  test("is refunded and its seats are counted free", async () => {
    const shop = await aPaidSlot();
    const { db, slot_id } = shop;
    expect(await seatsOf(db, slot_id)).toEqual({ held: 0, sold: 2 });
    await runAt(shop, instant((await bookingOf(db, "b1")).valid_until ?? ""));
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "refunded", refunded_minor: 7_360 });
    expect(await seatsOf(db, slot_id)).toEqual({ held: 0, sold: 0 });
  });

  test("is split like a redemption where the terms keep a no-show, and marked so", async () => {
    const shop = await aPaidSlot(1);
    const { db } = shop;
    expect(await runSchedules(shop.services, over)).toMatchObject({ bookings_expired: 1 });
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "redeemed", refunded_minor: 0 });
    const kept = (await entriesOf(db)).filter(({ kind }) => kind === "voucher_redeemed");
    expect(kept).toHaveLength(2);
    for (const entry of kept) {
      expect(entry).toMatchObject({ memo: "no-show" });
      expect(entry.actor).toBeUndefined();
    }
    const redemptions = await db.read.selectFrom("redemption").selectAll().execute();
    expect(redemptions.map(({ is_no_show, cashier_id }) => ({ is_no_show, cashier_id }))).toEqual(
      Array(2).fill({ is_no_show: 1, cashier_id: "" }),
    );
    const told = db.read.selectFrom("notice").select(["kind", "values_json"]).where("kind", "=", "no-show-kept");
    expect(await told.execute()).toEqual([{ kind: "no-show-kept", values_json: '{"amount_minor":7360}' }]);
    await expectNoWrite(db, () => expire(shop));
  });
});

test("a free voucher is closed without money, and its place is free", async () => {
  const shop = await aTradingShop();
  const { db, resident_id } = shop;
  const offer_id = await aFreeOffer(db, { quota: { quota: 1, per_resident: 1 } });
  await booked(db, { id: "b1", resident_id, offer_id });
  await runAt(shop, over);
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "expired", close_reason: "voucher-expired" });
  expect(await listRefunds(db.read, "b1")).toEqual([]);
  expect(await entryKinds(db)).toEqual([]);
  await booked(db, { id: "b2", resident_id, offer_id }, over);
});

test("a booking that cannot be expired keeps no other waiting", async () => {
  const shop = await aPaidSlot();
  const { db, services, stripe, resident_id, offer_id, slot_id } = shop;
  await aPaidBooking(services, stripe, { id: "b2", resident_id, offer_id }, NOW);
  await db.write.updateTable("slot").set({ sold: 0 }).where("id", "=", slot_id).execute();
  expect(await runAt(shop, over)).toMatchObject({ bookings_expired: 1 });
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "paid", closed_at: null });
  expect((await listVouchers(db.read, "b1")).map(({ state }) => state)).toEqual(["issued", "issued"]);
  expect(await bookingOf(db, "b2")).toMatchObject({ state: "refunded" });
});

test("bookings whose payment is under review leave their place in the round to others", async () => {
  const shop = await aPaidSlot();
  const { db, services, stripe, resident_id, offer_id } = shop;
  await aPaidBooking(services, stripe, { id: "b2", resident_id, offer_id }, NOW);
  const charge_id = (await bookingOf(db, "b1"))?.charge_id ?? "";
  const review = { id: "prv_1", charge_id, reason: "rule", opened_at: NOW, is_open: true };
  await inTransaction(db, (trx) => recordPaymentReview(trx, review, NOW));
  const found = await listExpiredBookings(db.read, over, 1);
  expect(found).toEqual([{ id: "b2" }]);
});
