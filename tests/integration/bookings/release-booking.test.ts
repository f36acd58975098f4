import { expect, test } from "vitest";
import { KEYS } from "#tests/support/a-stripe";
import { booked, bookingOf, seatsOf } from "#tests/support/a-trading-shop";
import { aShop, aSlotOffer, NOW } from "#tests/support/builders";
import { dumpOf, expectNoWrite } from "#tests/support/database-dump";
import { aDatabase } from "#tests/support/test-database";
import { awaitPayment } from "~/bookings/await-payment.server";
import { confirmPayment } from "~/bookings/confirm-payment.server";
import { type ReleaseReason, releaseBooking } from "~/bookings/release-booking.server";
import { addMs, DAY_MS, MINUTE_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { type Database, inTransaction } from "~/platform/database.server";

const later = addMs(NOW, MINUTE_MS);

async function aHeldSlot() {
  const db = await aDatabase();
  const { resident_id } = await aShop(db);
  const quota = { quota: 9, per_resident: 3 };
  const { offer_id, slot_ids } = await aSlotOffer(db, { quota });
  const slot_id = slot_ids[0] ?? "";
  await booked(db, { id: "b1", resident_id, offer_id, slot_id, quantity: 3 });
  return { db, slot_id };
}

function release(db: Database, reason: ReleaseReason = "time-over", booking_id = "b1") {
  return inTransaction(db, (trx) => releaseBooking(trx, { booking_id, reason }, later));
}

test.each<[ReleaseReason, string]>([
  ["time-over", "expired"],
  ["left-checkout", "cancelled"],
  ["payment-failed", "cancelled"],
])("a held booking released for %s is %s, and everything it took is back", async (reason, state) => {
  const { db, slot_id } = await aHeldSlot();
  expect(await release(db, reason)).toEqual({ ok: true, value: true });
  expect(await bookingOf(db, "b1")).toMatchObject({ state, close_reason: reason, closed_at: later });
  expect(await seatsOf(db, slot_id)).toEqual({ held: 0, sold: 0 });
  const dump = await dumpOf(db);
  expect(dump.resident_tally).toMatchObject([{ unpaid_count: 0 }]);
  expect(dump.slot_seat).toMatchObject([{ seat_count: 0 }]);
  expect(dump.offer_quota).toMatchObject([{ held: 0, sold: 0 }]);
  expect(dump.quota_claim).toMatchObject([{ claim_count: 0 }]);
});

test("released twice, or at once by ten jobs, is released once", async () => {
  const { db, slot_id } = await aHeldSlot();
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => release(db)));
  expect(outcomes.filter((outcome) => outcome.ok && outcome.value)).toHaveLength(1);
  expect(await seatsOf(db, slot_id)).toEqual({ held: 0, sold: 0 });
  expect(await expectNoWrite(db, () => release(db, "left-checkout"))).toEqual({ ok: true, value: false });
});

test("a paid or unknown booking is not released", async () => {
  const { db } = await aHeldSlot();
  const charge = { id: "ch_1", amount_minor: 11_040, currency: "cny", captured_at: NOW };
  await confirmPayment(db, { booking_id: "b1", charge }, KEYS, NOW);
  expect(await expectNoWrite(db, () => release(db))).toEqual({ ok: true, value: false });
  expect(await expectNoWrite(db, () => release(db, "time-over", "nothing"))).toEqual({ ok: true, value: false });
});

test("a wallet on its way extends the hold by 24 hours once, and a released booking not at all", async () => {
  const { db } = await aHeldSlot();
  const wait = () => inTransaction(db, async (trx) => ok(await awaitPayment(trx, "b1", later)));
  expect(await wait()).toEqual({ ok: true, value: true });
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "paying", hold_until: addMs(later, DAY_MS) });
  expect(await expectNoWrite(db, wait)).toEqual({ ok: true, value: false });
  await release(db);
  expect(await expectNoWrite(db, wait)).toEqual({ ok: true, value: false });
});
