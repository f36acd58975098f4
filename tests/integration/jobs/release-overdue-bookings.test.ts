import { describe, expect, test } from "vitest";
import { aHeldBooking } from "#tests/support/a-paid-booking";
import { aTradingShop, booked, bookingOf, entryKinds, seatsOf, type TradingShop } from "#tests/support/a-trading-shop";
import { aResident, aSlotOffer, NOW } from "#tests/support/builders";
import { dumpOf, expectNoWrite } from "#tests/support/database-dump";
import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { runSchedules } from "~/jobs/run-schedules.server";
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "~/kernel/instant";
import { openCheckout } from "~/payments/open-checkout.server";
import { findLatestCheckout, findOpeningOutboxRow } from "~/payments/payments.queries.server";
import { createStripe } from "~/platform/stripe.server";

const session_over = addMs(NOW, 45 * MINUTE_MS);
const hold_over = addMs(NOW, 50 * MINUTE_MS);

type SlotShop = TradingShop & { slot_id: string; wish: Parameters<typeof aHeldBooking>[1] };

async function aSlotShop(): Promise<SlotShop> {
  const shop = await aTradingShop();
  const { offer_id, slot_ids } = await aSlotOffer(shop.db);
  const slot_id = slot_ids[3] ?? "";
  return { ...shop, slot_id, wish: { id: "b1", resident_id: shop.resident_id, offer_id, slot_id, quantity: 2 } };
}

async function expectExpired({ db, slot_id }: SlotShop): Promise<void> {
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "expired", close_reason: "time-over" });
  expect(await seatsOf(db, slot_id)).toEqual({ held: 0, sold: 0 });
  const dump = await dumpOf(db);
  expect(dump.resident_tally).toMatchObject([{ unpaid_count: 0 }]);
  expect(dump.slot_seat).toMatchObject([{ seat_count: 0 }]);
  expect(await entryKinds(db)).toEqual([]);
}

describe("an unpaid booking", () => {
  test("whose session the processor expired gives its seats back at once", async () => {
    const shop = await aSlotShop();
    await aHeldBooking(shop.services, shop.wish, NOW);
    await shop.stripe.setClock(session_over);
    await runEverythingDue(shop.services, addMs(session_over, SECOND_MS));
    await expectExpired(shop);
    expect(await findLatestCheckout(shop.db.read, "b1")).toMatchObject({ state: "expired" });
    await expectNoWrite(shop.db, () => runEverythingDue(shop.services, hold_over));
  });

  test("that is overdue with its session still open has the session ended first", async () => {
    const shop = await aSlotShop();
    const { session_id } = await aHeldBooking(shop.services, shop.wish, NOW);
    await runSchedules(shop.services, addMs(hold_over, -1));
    expect(await bookingOf(shop.db, "b1")).toMatchObject({ state: "held" });
    await runSchedules(shop.services, hold_over);
    await expectExpired(shop);
    expect(await shop.stripe.stripe.checkout.sessions.retrieve(session_id)).toMatchObject({ status: "expired" });
    await expectNoWrite(shop.db, () => runSchedules(shop.services, addMs(hold_over, MINUTE_MS)));
  });

  test("that was paid though nobody told us is paid, not released", async () => {
    const shop = await aSlotShop();
    const { session_id } = await aHeldBooking(shop.services, shop.wish, NOW);
    await shop.stripe.pay(session_id, "card");
    await runSchedules(shop.services, hold_over);
    expect(await bookingOf(shop.db, "b1")).toMatchObject({ state: "paid" });
    expect(await seatsOf(shop.db, shop.slot_id)).toEqual({ held: 0, sold: 2 });
  });

  test("without any session is released by our clock, and its checkout is never opened", async () => {
    const shop = await aSlotShop();
    await booked(shop.db, shop.wish);
    await shop.stripe.setClock(hold_over);
    await runEverythingDue(shop.services, hold_over);
    await expectExpired(shop);
    expect((await shop.stripe.stripe.checkout.sessions.list({ limit: 10 })).data).toEqual([]);
    expect((await dumpOf(shop.db)).outbox).toMatchObject([{ state: "dead" }]);
  });

  test("whose session was opened without our hearing of it has that session ended", async () => {
    const shop = await aSlotShop();
    await booked(shop.db, shop.wish);
    const row = await findOpeningOutboxRow(shop.db.read, "b1");
    await shop.controls.setFaults({ after: 1 });
    if (row) await openCheckout(shop.services, row, NOW);
    await shop.controls.setFaults({});
    await runSchedules(shop.services, hold_over);
    await expectExpired(shop);
    const sessions = await shop.stripe.stripe.checkout.sessions.list({ limit: 10 });
    expect(sessions.data.map(({ status }) => status)).toEqual(["expired"]);
  });
});

describe("a wallet on its way", () => {
  test("keeps its seats for 24 hours, then gives them back", async () => {
    const shop = await aSlotShop();
    const { session_id } = await aHeldBooking(shop.services, shop.wish, NOW);
    await shop.controls.press(session_id, "wallet-later");
    await runEverythingDue(shop.services, NOW);
    await runEverythingDue(shop.services, addMs(NOW, DAY_MS - 1));
    expect(await bookingOf(shop.db, "b1")).toMatchObject({ state: "paying" });
    await runEverythingDue(shop.services, addMs(NOW, DAY_MS));
    await expectExpired(shop);
  });

  test("that pays after its 24 hours takes its seats again", async () => {
    const shop = await aSlotShop();
    const { session_id } = await aHeldBooking(shop.services, shop.wish, NOW);
    await shop.controls.press(session_id, "wallet-later");
    await runEverythingDue(shop.services, NOW);
    await runEverythingDue(shop.services, addMs(NOW, DAY_MS));
    await shop.controls.settle();
    await runEverythingDue(shop.services, addMs(NOW, DAY_MS + HOUR_MS));
    expect(await bookingOf(shop.db, "b1")).toMatchObject({ state: "paid" });
    expect(await seatsOf(shop.db, shop.slot_id)).toEqual({ held: 0, sold: 2 });
  });

  test("of which we hear only when its hold is over still has its 24 hours", async () => {
    const shop = await aSlotShop();
    const { session_id } = await aHeldBooking(shop.services, shop.wish, NOW);
    await shop.controls.press(session_id, "wallet-later");
    await runSchedules(shop.services, hold_over);
    expect(await bookingOf(shop.db, "b1")).toMatchObject({ state: "paying", hold_until: addMs(hold_over, DAY_MS) });
  });
});

test("money of another amount keeps no seats for ever", async () => {
  const shop = await aSlotShop();
  const { db, stripe, services, wish } = shop;
  const { session_id } = await aHeldBooking(services, wish, NOW);
  await db.write.updateTable("booking").set({ unit_price_minor: 10, gross_minor: 20 }).execute();
  await stripe.pay(session_id, "card");
  await runEverythingDue(services, addMs(NOW, SECOND_MS));
  await runEverythingDue(services, hold_over);
  expect(await entryKinds(db)).toEqual(["payment_surplus", "stripe_fee", "surplus_refund"]);
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "expired" });
  expect(await seatsOf(db, shop.slot_id)).toEqual({ held: 0, sold: 0 });
});

describe("one booking that cannot be ended holds up no other:", () => {
  async function twoOverdue() {
    const shop = await aSlotShop();
    const { session_id } = await aHeldBooking(shop.services, shop.wish, NOW);
    const other = { ...shop.wish, id: "b2", resident_id: await aResident(shop.db, "wu") };
    await aHeldBooking(shop.services, other, addMs(NOW, SECOND_MS));
    return { ...shop, session_id };
  }

  async function expectSecondEnded({ db, services }: TradingShop): Promise<void> {
    await runSchedules(services, addMs(hold_over, MINUTE_MS));
    expect(await bookingOf(db, "b2")).toMatchObject({ state: "expired" });
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "held" });
  }

  test("the processor does not know its session", async () => {
    const shop = await twoOverdue();
    await shop.db.write.updateTable("checkout").set({ session_id: "cs_lost" }).where("reference", "=", "b1").execute();
    await expectSecondEnded(shop);
  });

  test("and while the processor is down all of them wait", async () => {
    const shop = await twoOverdue();
    const stripe = createStripe({ secret_key: "sk_test_gone", api_base: new URL("http://127.0.0.1:1") });
    const waiting = () => runSchedules({ ...shop.services, stripe }, addMs(hold_over, MINUTE_MS));
    await expectNoWrite(shop.db, () => expect(waiting()).rejects.toThrow());
  });
});
