import { describe, expect, test } from "vitest";
import { aHeldBooking, aPaidBooking } from "#tests/support/a-paid-booking";
import {
  aTradingShop,
  book,
  bookingOf,
  entriesOf,
  entryKinds,
  seatsOf,
  type TradingShop,
} from "#tests/support/a-trading-shop";
import { aResident, aSlotOffer, aVoucherOffer, NOW } from "#tests/support/builders";
import { dumpOf, expectNoWrite } from "#tests/support/database-dump";
import { listVouchers } from "~/bookings/bookings.queries.server";
import { listRefunds } from "~/bookings/refunds.queries.server";
import { releaseBooking } from "~/bookings/release-booking.server";
import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { addMs, HOUR_MS, type Instant, MINUTE_MS } from "~/kernel/instant";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import { inTransaction } from "~/platform/database.server";

const ONE_SEAT = "Mo-Su 14:00-15:00/60x1";
const released_at = addMs(NOW, 10 * MINUTE_MS);
const paid_at = addMs(NOW, 11 * MINUTE_MS);

type LateShop = TradingShop & { slot_id: string; slot_offer_id: string; session_id: string };

/** A booking `b1` of the only seat whose time is over, while its pay page is still open somewhere. */
async function aReleasedBooking(): Promise<LateShop> {
  const shop = await aTradingShop();
  const { db, services, resident_id } = shop;
  const { offer_id: slot_offer_id, slot_ids } = await aSlotOffer(db, { weekly_hours: ONE_SEAT });
  const slot_id = slot_ids[0] ?? "";
  const wish = { id: "b1", resident_id, offer_id: slot_offer_id, slot_id };
  const { session_id } = await aHeldBooking(services, wish, NOW);
  await inTransaction(db, (trx) => releaseBooking(trx, { booking_id: "b1", reason: "time-over" }, released_at));
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "expired" });
  return { ...shop, slot_id, slot_offer_id, session_id };
}

async function payLate({ stripe, services, session_id }: LateShop, now: Instant = paid_at): Promise<void> {
  await stripe.pay(session_id, "card");
  await runEverythingDue(services, now);
}

describe("money that arrives after the seats were given back", () => {
  test("takes them again where they are free", async () => {
    const shop = await aReleasedBooking();
    const { db, slot_id } = shop;
    await payLate(shop);
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "paid", closed_at: null, close_reason: null });
    expect(await listVouchers(db.read, "b1")).toMatchObject([{ state: "issued" }]);
    expect(await seatsOf(db, slot_id)).toEqual({ held: 0, sold: 1 });
    expect(await entryKinds(db)).toEqual(["payment_captured", "stripe_fee"]);
    expect((await dumpOf(db)).resident_tally).toMatchObject([{ unpaid_count: 0 }]);
  });

  test("goes back in full where somebody else has them now", async () => {
    const shop = await aReleasedBooking();
    const { db, slot_id, slot_offer_id } = shop;
    const other = await aResident(db, "wu");
    await book(db, { id: "b2", resident_id: other, offer_id: slot_offer_id, slot_id }, released_at);
    await payLate(shop);
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "expired", charge_id: null, refunded_minor: 0 });
    expect(await bookingOf(db, "b2")).toMatchObject({ state: "held" });
    expect(await listVouchers(db.read, "b1")).toEqual([]);
    expect(await seatsOf(db, slot_id)).toEqual({ held: 1, sold: 0 });
    expect(await listRefunds(db.read, "b1")).toMatchObject([
      { reason: "surplus", amount_minor: 3_680, state: "succeeded" },
    ]);
    const entries = await entriesOf(db);
    expect(entries.map(({ kind }) => kind)).toEqual(["payment_surplus", "stripe_fee", "surplus_refund"]);
    expect(entries[2]?.postings).toEqual([
      { account: "liabilities:surplus:b1", amount: 3_680, currency: "cny" },
      { account: "assets:stripe", amount: -3_680, currency: "cny" },
    ]);
    expect(await getAccountBalance(db.read, "liabilities:surplus:b1")).toBe(0);
    const refunds = await shop.stripe.stripe.refunds.list({ limit: 10 });
    expect(refunds.data.map(({ amount }) => amount)).toEqual([3_680]);
  });

  test("is given back once, however often it is told", async () => {
    const shop = await aReleasedBooking();
    const { db, services, slot_id, slot_offer_id } = shop;
    const other = await aResident(db, "wu");
    await book(db, { id: "b2", resident_id: other, offer_id: slot_offer_id, slot_id }, released_at);
    await payLate(shop);
    await db.write.updateTable("stripe_event").set({ state: "received", next_try_at: NOW }).execute();
    await runEverythingDue(services, addMs(paid_at, MINUTE_MS));
    expect(await entryKinds(db)).toEqual(["payment_surplus", "stripe_fee", "surplus_refund"]);
    expect((await shop.stripe.stripe.refunds.list({ limit: 10 })).data).toHaveLength(1);
    await runEverythingDue(services, addMs(paid_at, 2 * MINUTE_MS));
    await expectNoWrite(db, () => runEverythingDue(services, addMs(paid_at, 3 * MINUTE_MS)));
  });

  test("goes back in full once the slot has begun, though it is free", async () => {
    const shop = await aReleasedBooking();
    const { db, slot_id } = shop;
    await payLate(shop, addMs(NOW, 5 * HOUR_MS));
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "expired" });
    expect(await seatsOf(db, slot_id)).toEqual({ held: 0, sold: 0 });
    expect(await entryKinds(db)).toEqual(["payment_surplus", "stripe_fee", "surplus_refund"]);
  });

  test("goes back in full where the resident used their share of the campaign meanwhile", async () => {
    const shop = await aTradingShop();
    const { db, services, stripe, resident_id } = shop;
    const offer_id = await aVoucherOffer(db, { id: "card", quota: { quota: 5, per_resident: 1 } });
    const { session_id } = await aHeldBooking(services, { id: "b1", resident_id, offer_id }, NOW);
    await inTransaction(db, (trx) => releaseBooking(trx, { booking_id: "b1", reason: "time-over" }, released_at));
    await book(db, { id: "b2", resident_id, offer_id }, released_at);
    await stripe.pay(session_id, "card");
    await runEverythingDue(services, paid_at);
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "expired" });
    expect(await entryKinds(db)).toEqual(["payment_surplus", "stripe_fee", "surplus_refund"]);
    expect((await dumpOf(db)).offer_quota).toMatchObject([{ held: 1, sold: 0 }]);
    expect((await dumpOf(db)).quota_claim).toMatchObject([{ claim_count: 1 }]);
  });
});

test("two pay pages for the last seat: who pays first has it, the other is paid back", async () => {
  const shop = await aReleasedBooking();
  const { db, services, stripe, slot_id, slot_offer_id, session_id } = shop;
  const other = await aResident(db, "wu");
  const wish = { id: "b2", resident_id: other, offer_id: slot_offer_id, slot_id };
  const second = await aHeldBooking(services, wish, released_at);
  await stripe.pay(session_id, "card");
  await stripe.pay(second.session_id, "card");
  await runEverythingDue(services, paid_at);
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "expired" });
  expect(await bookingOf(db, "b2")).toMatchObject({ state: "paid" });
  expect(await seatsOf(db, slot_id)).toEqual({ held: 0, sold: 1 });
  expect(await getAccountBalance(db.read, "liabilities:surplus:b1")).toBe(0);
  expect(await getAccountBalance(db.read, "liabilities:held:b2")).toBe(-3_680);
});

test("a second checkout of a paid booking is paid back, and the voucher stays good", async () => {
  const { db, services, stripe, resident_id, offer_id } = await aTradingShop();
  await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id }, NOW);
  const { params_json } = await db.read.selectFrom("outbox").select("params_json").executeTakeFirstOrThrow();
  const again = await stripe.stripe.checkout.sessions.create(JSON.parse(params_json));
  await stripe.pay(again.id, "card");
  await runEverythingDue(services, paid_at);
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "paid", refunded_minor: 0 });
  expect(await listVouchers(db.read, "b1")).toMatchObject([{ state: "issued" }]);
  const kinds = await entryKinds(db);
  expect(kinds.filter((kind) => kind === "payment_captured")).toHaveLength(1);
  expect(kinds.filter((kind) => kind === "payment_surplus")).toHaveLength(1);
  expect(kinds.filter((kind) => kind === "surplus_refund")).toHaveLength(1);
  expect(await getAccountBalance(db.read, "liabilities:held:b1")).toBe(-3_680);
});

test("what lies at the processor is what the journal says, also after surplus", async () => {
  const shop = await aReleasedBooking();
  const { db, slot_id, slot_offer_id, stripe } = shop;
  const other = await aResident(db, "wu");
  await book(db, { id: "b2", resident_id: other, offer_id: slot_offer_id, slot_id }, released_at);
  await payLate(shop);
  const transactions = await stripe.stripe.balanceTransactions.list({ limit: 100 });
  const net = transactions.data.reduce((total, transaction) => total + transaction.net, 0);
  expect(await getAccountBalance(db.read, "assets:stripe")).toBe(net);
});

test("money that no rates are in force for cannot be split: it goes back in full", async () => {
  const shop = await aTradingShop();
  const { db, services, stripe, resident_id, offer_id } = shop;
  const { session_id } = await aHeldBooking(services, { id: "b1", resident_id, offer_id }, NOW);
  await db.write.updateTable("share_policy").set({ effective_to: NOW }).execute();
  await stripe.pay(session_id, "card");
  await runEverythingDue(services, paid_at);
  expect(await listRefunds(db.read, "b1")).toMatchObject([{ reason: "surplus", state: "succeeded" }]);
  expect(await listVouchers(db.read, "b1")).toEqual([]);
  await runEverythingDue(services, addMs(NOW, HOUR_MS));
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "expired" });
});

test("nothing is sold whose money could not be split", async () => {
  const { db, services, resident_id, offer_id } = await aTradingShop();
  await db.write.updateTable("share_policy").set({ effective_to: NOW }).execute();
  await expect(aHeldBooking(services, { id: "b1", resident_id, offer_id }, NOW)).rejects.toThrow("offer-closed");
});
