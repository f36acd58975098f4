import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { aHeldBooking } from "#tests/support/a-paid-booking";
import { aTradingShop, booked, bookingOf, entryKinds, seatsOf, type TradingShop } from "#tests/support/a-trading-shop";
import { aSlotOffer, NOW } from "#tests/support/builders";
import { expectNoWrite } from "#tests/support/database-dump";
import { overlapping } from "#tests/support/overlapping";
import { leaveCheckout } from "~/jobs/leave-checkout.server";
import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { runQueues } from "~/jobs/run-queues.server";
import { addMs, MINUTE_MS, SECOND_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { openCheckout } from "~/payments/open-checkout.server";
import { findLatestCheckout, findOpeningOutboxRow } from "~/payments/payments.queries.server";
import type { Trx } from "~/platform/database.server";
import type { Stripe } from "~/platform/stripe.server";

const later = addMs(NOW, MINUTE_MS);

async function aHeldVoucher() {
  const shop = await aTradingShop();
  const { services, resident_id, offer_id } = shop;
  const { session_id } = await aHeldBooking(services, { id: "b1", resident_id, offer_id }, NOW);
  return { ...shop, session_id };
}

test("leaving the pay page ends its session and cancels the booking", async () => {
  const { db, services, stripe, session_id } = await aHeldVoucher();
  await leaveCheckout(services, "b1", later);
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "cancelled", close_reason: "left-checkout" });
  expect(await stripe.stripe.checkout.sessions.retrieve(session_id)).toMatchObject({ status: "expired" });
  await expect(stripe.stripe.checkout.sessions.expire(session_id)).rejects.toThrow();
});

test("leaving twice is leaving once, and the event of it changes nothing more", async () => {
  const { db, services } = await aHeldVoucher();
  await leaveCheckout(services, "b1", later);
  const left = await bookingOf(db, "b1");
  await expectNoWrite(db, () => leaveCheckout(services, "b1", later));
  await runEverythingDue(services, addMs(later, MINUTE_MS));
  expect(await bookingOf(db, "b1")).toEqual(left);
});

test("who paid in another window before leaving has the booking", async () => {
  const { db, services, stripe, session_id } = await aHeldVoucher();
  await stripe.pay(session_id, "card");
  await leaveCheckout(services, "b1", later);
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "paid" });
  expect(await entryKinds(db)).toEqual(["payment_captured", "stripe_fee"]);
});

test("whose wallet is on its way keeps the seats", async () => {
  const { db, services, controls, session_id } = await aHeldVoucher();
  await controls.press(session_id, "wallet-later");
  await leaveCheckout(services, "b1", later);
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "paying" });
});

/** A seat that is held; the answer to opening its checkout reaches us when the test lets it. */
async function aSeatBeingOpened() {
  const shop = await aTradingShop();
  const { db, services, resident_id } = shop;
  const { offer_id, slot_ids } = await aSlotOffer(db);
  const slot_id = slot_ids[0] ?? "";
  await booked(db, { id: "b1", resident_id, offer_id, slot_id, quantity: 2 });
  const row = await findOpeningOutboxRow(db.read, "b1");
  if (!row) throw new Error("nothing to open");
  const { stripe, created, deliver } = withSlowAnswer(services.stripe);
  const opening = openCheckout({ db, stripe }, row, NOW);
  await created;
  return { ...shop, slot_id, row, opening, deliver };
}

/** The processor's client, with an answer to the creation of a session that stays on its way until `deliver`. */
function withSlowAnswer(stripe: Stripe) {
  let tellCreated = () => {};
  let deliver = () => {};
  const created = new Promise<void>((resolve) => (tellCreated = resolve));
  const delivered = new Promise<void>((resolve) => (deliver = resolve));
  const slow: Stripe = Object.create(stripe);
  const sessions: Stripe["checkout"]["sessions"] = Object.create(stripe.checkout.sessions);
  sessions.create = async (params, options) => {
    const session = await stripe.checkout.sessions.create(params, options);
    tellCreated();
    await delivered;
    return session;
  };
  Object.defineProperty(slow, "checkout", { value: { sessions } });
  return { stripe: slow, created, deliver };
}

/** Nobody can pay for what was given up: every session there is has ended, the seats are free, no request is left. */
async function expectLeft({ db, stripe, slot_id }: TradingShop & { slot_id: string }) {
  const { data } = await stripe.stripe.checkout.sessions.list({ limit: 100 });
  expect(data.map(({ status }) => status)).toEqual(["expired"]);
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "cancelled", close_reason: "left-checkout" });
  expect(await seatsOf(db, slot_id)).toEqual({ held: 0, sold: 0 });
  expect(await findLatestCheckout(db.read, "b1")).toMatchObject({ session_id: data[0]?.id });
  expect(await findOpeningOutboxRow(db.read, "b1")).toBeUndefined();
  expect(await entryKinds(db)).toEqual([]);
}

test("who leaves while the pay page is being opened leaves no session open", async () => {
  const shop = await aSeatBeingOpened();
  await leaveCheckout(shop.services, "b1", later);
  expect(await bookingOf(shop.db, "b1")).toMatchObject({ state: "cancelled" });
  shop.deliver();
  expect(await shop.opening).toEqual({ ok: false, error: "checkout-refused" });
  await expectLeft(shop);
  await expectNoWrite(shop.db, () => leaveCheckout(shop.services, "b1", later));
  await runEverythingDue(shop.services, addMs(later, MINUTE_MS));
  await expectLeft(shop);
});

test.each(["opened", "left"])(
  "a booking that is busy while its pay page is %s first is left for good",
  async (first) => {
    const shop = await aSeatBeingOpened();
    const { db, services } = shop;
    const leave = async () => {
      if (first === "opened") shop.deliver();
      const leaving = leaveCheckout(services, "b1", later);
      // the leaving has looked, and waits for the booking, before the session is known
      await sleep(50);
      shop.deliver();
      await leaving;
    };
    const touch = async (trx: Trx) =>
      ok(await trx.updateTable("booking").set({ note: "" }).where("id", "=", "b1").execute());
    await overlapping(db, touch, leave);
    await shop.opening;
    await expectLeft(shop);
  },
);

test("a session whose answer was lost is ended after its resident left", async () => {
  const { services, controls, ...shop } = await aTradingShop();
  const { db, resident_id } = shop;
  const { offer_id, slot_ids } = await aSlotOffer(db);
  const slot_id = slot_ids[0] ?? "";
  await booked(db, { id: "b1", resident_id, offer_id, slot_id });
  await controls.setFaults({ cutAfter: 1 });
  await runQueues(services, NOW);
  await leaveCheckout(services, "b1", addMs(NOW, SECOND_MS));
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "cancelled" });
  await runQueues(services, later);
  await controls.setFaults({});
  await runEverythingDue(services, addMs(later, MINUTE_MS));
  await expectLeft({ services, controls, ...shop, slot_id });
});

test("a request that never arrived is not sent again after its resident left", async () => {
  const { db, services, stripe, controls, resident_id, offer_id } = await aTradingShop();
  await booked(db, { id: "b1", resident_id, offer_id });
  await controls.setFaults({ cutBefore: 1 });
  await runQueues(services, NOW);
  await leaveCheckout(services, "b1", addMs(NOW, SECOND_MS));
  await controls.setFaults({});
  await runEverythingDue(services, later);
  expect((await stripe.stripe.checkout.sessions.list()).data).toEqual([]);
  expect(await findOpeningOutboxRow(db.read, "b1")).toBeUndefined();
});

test("giving up what was never opened gives the seats back and withdraws the request; twice is once", async () => {
  const { db, services, resident_id, offer_id } = await aTradingShop();
  await booked(db, { id: "b1", resident_id, offer_id });
  await leaveCheckout(services, "b1", later);
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "cancelled", close_reason: "left-checkout" });
  expect(await findOpeningOutboxRow(db.read, "b1")).toBeUndefined();
  await expectNoWrite(db, () => leaveCheckout(services, "b1", later));
  await expectNoWrite(db, () => leaveCheckout(services, "nothing", later));
});
