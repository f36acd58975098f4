import { expect, test } from "vitest";
import { aHeldBooking } from "#tests/support/a-paid-booking";
import { aTradingShop, booked, bookingOf, entryKinds } from "#tests/support/a-trading-shop";
import { NOW } from "#tests/support/builders";
import { expectNoWrite } from "#tests/support/database-dump";
import { leaveCheckout } from "~/jobs/leave-checkout.server";
import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { addMs, MINUTE_MS } from "~/kernel/instant";
import { findOpeningOutboxRow } from "~/payments/payments.queries.server";

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

test("giving up what was never opened gives the seats back and withdraws the request; twice is once", async () => {
  const { db, services, resident_id, offer_id } = await aTradingShop();
  await booked(db, { id: "b1", resident_id, offer_id });
  await leaveCheckout(services, "b1", later);
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "cancelled", close_reason: "left-checkout" });
  expect(await findOpeningOutboxRow(db.read, "b1")).toBeUndefined();
  await expectNoWrite(db, () => leaveCheckout(services, "b1", later));
  await expectNoWrite(db, () => leaveCheckout(services, "nothing", later));
});
