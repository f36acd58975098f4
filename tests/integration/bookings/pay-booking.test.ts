import { describe, expect, test } from "vitest";
import { aHeldBooking, aPaidBooking } from "#tests/support/a-paid-booking";
import { KEYS } from "#tests/support/a-stripe";
import { aTradingShop, bookingOf, entriesOf, entryKinds, seatsOf } from "#tests/support/a-trading-shop";
import { aSlotOffer, NOW, RATE_CHANGE_ON, ZONE } from "#tests/support/builders";
import { dumpOf, expectNoWrite } from "#tests/support/database-dump";
import { listVouchers } from "~/bookings/bookings.queries.server";
import { redeemVoucher } from "~/bookings/redeem-voucher.server";
import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { startOfDay } from "~/kernel/calendar-day";
import { addMs, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from "~/kernel/instant";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import { inTransaction } from "~/platform/database.server";

const soon = addMs(NOW, SECOND_MS);

describe("a card payment", () => {
  test("makes a booking paid with a voucher and a promise per piece, one capture and one fee", async () => {
    const { db, services, stripe, resident_id } = await aTradingShop();
    const { offer_id, slot_ids } = await aSlotOffer(db);
    const slot_id = slot_ids[0] ?? "";
    const wish = { id: "b1", resident_id, offer_id, slot_id, quantity: 3 };
    const booking = await aPaidBooking(services, stripe, wish, NOW);
    expect(booking).toMatchObject({ state: "paid", paid_at: NOW, gross_minor: 11_040, closed_at: null });
    expect(await seatsOf(db, slot_id)).toEqual({ held: 0, sold: 3 });
    const vouchers = await listVouchers(db.read, "b1");
    expect(vouchers.map(({ ordinal, state, gross_minor }) => [ordinal, state, gross_minor])).toEqual([
      [1, "issued", 3_680],
      [2, "issued", 3_680],
      [3, "issued", 3_680],
    ]);
    const entries = await entriesOf(db);
    expect(entries.map(({ kind, idem }) => [kind, idem])).toEqual([
      ["payment_captured", `charge:${booking.charge_id}`],
      ["stripe_fee", expect.stringMatching(/^fee:txn_/)],
    ]);
    expect(entries[0]?.postings).toEqual([
      { account: "assets:stripe", amount: 11_040, currency: "cny" },
      { account: "liabilities:held:b1", amount: -11_040, currency: "cny" },
    ]);
    expect(entries[1]?.postings).toEqual([
      { account: "expenses:stripe_fees", amount: 320, currency: "cny" },
      { account: "assets:stripe", amount: -320, currency: "cny" },
    ]);
    const receipts = (await dumpOf(db)).receipt as { paid_minor: number; fund_minor: number; state: string }[];
    expect(receipts.map(({ paid_minor, fund_minor, state }) => [paid_minor, fund_minor, state])).toEqual([
      [3_680, 128, "promised"],
      [3_680, 128, "promised"],
      [3_680, 128, "promised"],
    ]);
  });

  test("read again, by every job and at any time, writes nothing of money, vouchers and seats", async () => {
    const { db, services, stripe, resident_id, offer_id } = await aTradingShop();
    await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id }, NOW);
    await runEverythingDue(services, addMs(NOW, MINUTE_MS));
    await db.write.updateTable("stripe_event").set({ state: "received", next_try_at: NOW }).execute();
    const { stripe_event: _before, ...before } = await dumpOf(db);
    await runEverythingDue(services, addMs(NOW, HOUR_MS));
    const { stripe_event: _after, ...after } = await dumpOf(db);
    expect(after).toEqual(before);
  });

  test("that is declined first keeps the seats, and the second card pays once", async () => {
    const { db, services, controls, resident_id } = await aTradingShop();
    const { offer_id, slot_ids } = await aSlotOffer(db);
    const slot_id = slot_ids[0] ?? "";
    const { session_id } = await aHeldBooking(services, { id: "b1", resident_id, offer_id, slot_id }, NOW);
    await controls.press(session_id, "declined");
    await runEverythingDue(services, soon);
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "held" });
    expect(await seatsOf(db, slot_id)).toEqual({ held: 1, sold: 0 });
    await controls.press(session_id, "card");
    await runEverythingDue(services, addMs(NOW, 2 * SECOND_MS));
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "paid" });
    expect(await entryKinds(db)).toEqual(["payment_captured", "stripe_fee"]);
  });

  test("that asks for a second step pays after it", async () => {
    const { db, services, controls, resident_id, offer_id } = await aTradingShop();
    const { session_id } = await aHeldBooking(services, { id: "b1", resident_id, offer_id }, NOW);
    await controls.press(session_id, "card-3ds");
    await runEverythingDue(services, soon);
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "held" });
    await controls.press(session_id, "card-3ds-confirm");
    await runEverythingDue(services, addMs(NOW, 2 * SECOND_MS));
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "paid" });
  });

  test("makes room among the three unpaid bookings", async () => {
    const { db, services, stripe, resident_id, offer_id } = await aTradingShop();
    for (const id of ["b1", "b2", "b3", "b4", "b5"])
      await aPaidBooking(services, stripe, { id, resident_id, offer_id }, NOW);
    expect((await dumpOf(db)).resident_tally).toEqual([{ resident_id, unpaid_count: 0 }]);
  });
});

describe("a wallet that tells later", () => {
  test("keeps the seats while it is on its way, then pays", async () => {
    const { db, services, controls, resident_id } = await aTradingShop();
    const { offer_id, slot_ids } = await aSlotOffer(db);
    const slot_id = slot_ids[0] ?? "";
    const { session_id } = await aHeldBooking(services, { id: "b1", resident_id, offer_id, slot_id }, NOW);
    await controls.press(session_id, "wallet-later", "wechat_pay");
    await runEverythingDue(services, soon);
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "paying", hold_until: addMs(soon, 24 * HOUR_MS) });
    expect(await seatsOf(db, slot_id)).toEqual({ held: 1, sold: 0 });
    expect(await entryKinds(db)).toEqual([]);
    await runEverythingDue(services, addMs(NOW, 2 * HOUR_MS));
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "paying" });
    await controls.settle();
    await runEverythingDue(services, addMs(NOW, 3 * HOUR_MS));
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "paid" });
    expect(await seatsOf(db, slot_id)).toEqual({ held: 0, sold: 1 });
    expect(await entryKinds(db)).toEqual(["payment_captured", "stripe_fee"]);
  });

  test("and fails gives the seats back and cancels the booking", async () => {
    const { db, services, controls, resident_id } = await aTradingShop();
    const { offer_id, slot_ids } = await aSlotOffer(db);
    const slot_id = slot_ids[0] ?? "";
    const { session_id } = await aHeldBooking(services, { id: "b1", resident_id, offer_id, slot_id }, NOW);
    await controls.press(session_id, "wallet-fails");
    await runEverythingDue(services, soon);
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "paying" });
    await controls.settle();
    await runEverythingDue(services, addMs(NOW, MINUTE_MS));
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "cancelled", close_reason: "payment-failed" });
    expect(await seatsOf(db, slot_id)).toEqual({ held: 0, sold: 0 });
    expect((await dumpOf(db)).resident_tally).toEqual([{ resident_id, unpaid_count: 0 }]);
    expect(await entryKinds(db)).toEqual([]);
    await expectNoWrite(db, () => runEverythingDue(services, addMs(NOW, 2 * MINUTE_MS)));
  });
});

describe("the rates in force when the charge was created", () => {
  const change = startOfDay(RATE_CHANGE_ON, ZONE);
  const booked_at = addMs(change, -10 * MINUTE_MS);

  async function paidAt(at: Instant) {
    const shop = await aTradingShop(booked_at);
    const { db, services, stripe, controls, resident_id, offer_id } = shop;
    const wish = { id: "b1", resident_id, offer_id, quantity: 2 };
    const { session_id } = await aHeldBooking(services, wish, booked_at);
    await stripe.setClock(at);
    await controls.press(session_id, "card");
    await runEverythingDue(services, addMs(change, HOUR_MS));
    return { ...shop, booking: await bookingOf(db, "b1"), vouchers: await listVouchers(db.read, "b1") };
  }

  test.each([
    ["a second before the change", addMs(change, -1_000), "first", 110],
    ["a millisecond before it", addMs(change, -1), "first", 110],
    ["at the change", change, "second", 128],
  ])("%s decide the promise, whenever we learn of it", async (_when, at, policy, fund_minor) => {
    const { db, booking } = await paidAt(at);
    expect(JSON.parse(booking.policy_json ?? "")).toMatchObject({ id: policy });
    const receipts = (await dumpOf(db)).receipt as { fund_minor: number; promise_json: string }[];
    for (const receipt of receipts) {
      expect(receipt.fund_minor).toBe(fund_minor);
      expect(JSON.parse(receipt.promise_json)).toMatchObject({ paid_minor: 3_680, fund_minor, policy: { id: policy } });
    }
  });

  test("decide the split of a redemption after the change, to the last fen", async () => {
    const { db, booking, vouchers, merchant_id, cashier_id } = await paidAt(addMs(change, -1_000));
    const at = addMs(change, 2 * HOUR_MS);
    for (const { id: voucher_id } of vouchers) {
      const redemption = { voucher_id, ordinal: 1, merchant_id, cashier_id };
      expect(await inTransaction(db, (trx) => redeemVoucher(trx, redemption, KEYS.voucher_key, at))).toMatchObject({
        ok: true,
      });
    }
    const [entry] = (await entriesOf(db)).filter(({ kind }) => kind === "voucher_redeemed");
    expect(entry).toMatchObject({ effective_at: booking.paid_at, policy: { id: "first", fund_bps: 300 } });
    expect(entry?.postings).toEqual([
      { account: "liabilities:held:b1", amount: 3_680, currency: "cny" },
      { account: "liabilities:merchant:teahouse", amount: -3_386, currency: "cny" },
      { account: "revenue:commission", amount: -184, currency: "cny" },
      { account: "liabilities:fund:earned", amount: -110, currency: "cny" },
    ]);
    expect(await getAccountBalance(db.read, "liabilities:held:b1")).toBe(0);
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "redeemed" });
  });
});
