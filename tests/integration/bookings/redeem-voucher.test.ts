import { expect, test } from "vitest";
import { bookingRequest } from "#tests/support/a-paid-booking";
import { KEYS } from "#tests/support/a-stripe";
import { aCashier, aFreeOffer, aMerchant, aSlotOffer, NOW, ZONE } from "#tests/support/builders";
import { dumpOf } from "#tests/support/database-dump";
import { findBooking, findRedemption, getSettlementSums, listVouchers } from "~/bookings/bookings.queries.server";
import { cancelBooking } from "~/bookings/cancel-booking.server";
import { requestBooking } from "~/bookings/request-booking.server";
import { settleBookings } from "~/bookings/settle-bookings.server";
import { dayOf, startOfDay } from "~/kernel/calendar-day";
import { addMs, DAY_MS, HOUR_MS, instant, MINUTE_MS } from "~/kernel/instant";
import { findEntryByIdem, getAccountBalance } from "~/ledger/ledger.queries.server";
import { inTransaction } from "~/platform/database.server";
import { aCounter, firstOf } from "./a-counter";

test("redeeming uses the voucher up and splits what was held: shop 92 %, operator 4.5 %, fund 3.5 %", async () => {
  const { db, voucher, redeem, cashier_id, merchant_id } = await aCounter();
  const redeemed = await redeem(voucher);
  expect(redeemed).toMatchObject({ ok: true, value: { voucher: { state: "redeemed", redeemed_at: NOW } } });
  expect(await getAccountBalance(db.read, "liabilities:held:b1")).toBe(0);
  expect(await getAccountBalance(db.read, "revenue:commission")).toBe(-165);
  expect(await getAccountBalance(db.read, "liabilities:fund:earned")).toBe(-128);
  expect(await getAccountBalance(db.read, `liabilities:merchant:${merchant_id}`)).toBe(-3_387);
  expect(await getSettlementSums(db.read, merchant_id)).toEqual({ waiting_minor: 3_387, due_minor: 0, sent_minor: 0 });
  expect(await findRedemption(db.read, voucher.id, 1)).toMatchObject({ cashier_id, redeemed_at: NOW });
  expect(await findEntryByIdem(db.read, `redeem:${voucher.id}:1`)).toMatchObject({ actor: cashier_id, booking: "b1" });
  expect((await findBooking(db.read, "b1"))?.state).toBe("redeemed");
});

test("a booking of two is redeemed when both vouchers are", async () => {
  const { db, vouchers, redeem } = await aCounter({ quantity: 2 });
  const [one, two] = vouchers;
  if (!one || !two) throw new Error("two vouchers were bought");
  await redeem(one);
  expect((await findBooking(db.read, "b1"))?.state).toBe("paid");
  expect(await getAccountBalance(db.read, "liabilities:held:b1")).toBe(-3_680);
  await redeem(two);
  expect((await findBooking(db.read, "b1"))?.state).toBe("redeemed");
});

test("a free voucher is redeemed without an entry and without a settlement", async () => {
  const { db, services, redeem, resident_id, merchant_id } = await aCounter();
  const offer_id = await aFreeOffer(db);
  const wish = bookingRequest({ id: "free1", resident_id, offer_id });
  const origin = services.settings.origin;
  await inTransaction(db, (trx) => requestBooking(trx, wish, { keys: KEYS, origin, locale: "zh-CN" }, NOW));
  const voucher = firstOf(await listVouchers(db.read, "free1"));
  const entries = (await dumpOf(db)).journal_entry;
  expect((await redeem(voucher)).ok).toBe(true);
  expect((await dumpOf(db)).journal_entry).toEqual(entries);
  expect(await getSettlementSums(db.read, merchant_id)).toEqual({ waiting_minor: 0, due_minor: 0, sent_minor: 0 });
});

test("confirming twice is one redemption and one entry", async () => {
  const { db, voucher, redeem } = await aCounter();
  await redeem(voucher);
  const once = await dumpOf(db);
  const again = await redeem(voucher, {}, addMs(NOW, MINUTE_MS));
  expect(again).toMatchObject({ ok: true, value: { voucher: { redeemed_at: NOW } } });
  expect(await dumpOf(db)).toEqual(once);
});

test("another cashier who confirms the same voucher is told that it is used", async () => {
  const { db, voucher, redeem } = await aCounter();
  await redeem(voucher);
  const once = await dumpOf(db);
  expect(await redeem(voucher, { cashier_id: "somebody-else" })).toEqual({ ok: false, error: "already-redeemed" });
  expect(await dumpOf(db)).toEqual(once);
});

test("of twenty cashiers at once one succeeds", async () => {
  const { db, voucher, redeem } = await aCounter();
  const cashiers = Array.from({ length: 20 }, (_, index) => `cashier-${index}`);
  const answers = await Promise.all(cashiers.map((cashier_id) => redeem(voucher, { cashier_id })));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  expect(new Set(answers.flatMap((answer) => (answer.ok ? [] : [answer.error])))).toEqual(
    new Set(["already-redeemed"]),
  );
  expect((await dumpOf(db)).redemption).toHaveLength(1);
  expect(await getAccountBalance(db.read, "liabilities:fund:earned")).toBe(-128);
});

test("a redemption that was not the next one writes nothing", async () => {
  const { db, voucher, redeem } = await aCounter();
  const before = await dumpOf(db);
  expect(await redeem(voucher, { ordinal: 2 })).toEqual({ ok: false, error: "already-redeemed" });
  expect(await dumpOf(db)).toEqual(before);
});

test("an expired voucher is refused from the midnight after its last day, and writes nothing", async () => {
  const { db, voucher, redeem } = await aCounter();
  const before = await dumpOf(db);
  const valid_until = instant((await findBooking(db.read, "b1"))?.valid_until ?? "");
  expect(valid_until).toBe(startOfDay(dayOf(addMs(NOW, 61 * DAY_MS), ZONE), ZONE));
  expect(await redeem(voucher, {}, valid_until)).toEqual({ ok: false, error: "expired" });
  expect(await dumpOf(db)).toEqual(before);
  expect((await redeem(voucher, {}, addMs(valid_until, -1))).ok).toBe(true);
});

test("another shop cannot redeem it, and writes nothing", async () => {
  const { db, voucher, redeem } = await aCounter();
  const merchant_id = await aMerchant(db, { id: "barber", name_zh: "一寸理发" });
  const cashier_id = await aCashier(db, merchant_id);
  const before = await dumpOf(db);
  expect(await redeem(voucher, { merchant_id, cashier_id })).toEqual({ ok: false, error: "other-merchant" });
  expect(await dumpOf(db)).toEqual(before);
});

test("an unknown voucher is refused, and writes nothing", async () => {
  const { db, voucher, redeem } = await aCounter();
  const before = await dumpOf(db);
  expect(await redeem({ ...voucher, id: "nobody" })).toEqual({ ok: false, error: "code-unknown" });
  expect(await dumpOf(db)).toEqual(before);
});

test("a voucher given back is void, and redeeming it writes nothing", async () => {
  const { db, voucher, redeem, resident_id } = await aCounter();
  await inTransaction(db, (trx) => cancelBooking(trx, { booking_id: "b1", resident_id }, NOW));
  const before = await dumpOf(db);
  expect(await redeem(voucher)).toEqual({ ok: false, error: "refunded" });
  expect(await dumpOf(db)).toEqual(before);
});

test("a slot is served from the beginning of its day on", async () => {
  const { db, services, redeem, resident_id } = await aCounter();
  const { offer_id, slot_ids } = await aSlotOffer(db, { price_type: "free", list_price_minor: 0, price_minor: 0 });
  const slot_id = slot_ids[1] ?? "";
  const wish = bookingRequest({ id: "s1", resident_id, offer_id, slot_id });
  const origin = services.settings.origin;
  await inTransaction(db, (trx) => requestBooking(trx, wish, { keys: KEYS, origin, locale: "zh-CN" }, NOW));
  const voucher = firstOf(await listVouchers(db.read, "s1"));
  const morning = startOfDay(dayOf(addMs(NOW, DAY_MS), ZONE), ZONE);
  const before = await dumpOf(db);
  expect(await redeem(voucher, {}, addMs(morning, -1))).toEqual({ ok: false, error: "too-early" });
  expect(await dumpOf(db)).toEqual(before);
  expect((await redeem(voucher, {}, morning)).ok).toBe(true);
});

test("a day without a contest later, what the shop gets is due", async () => {
  const { db, voucher, redeem, merchant_id } = await aCounter();
  await redeem(voucher);
  await inTransaction(db, (trx) => settleBookings(trx, addMs(NOW, 24 * HOUR_MS - 1)));
  expect(await getSettlementSums(db.read, merchant_id)).toEqual({ waiting_minor: 3_387, due_minor: 0, sent_minor: 0 });
  await inTransaction(db, (trx) => settleBookings(trx, addMs(NOW, 24 * HOUR_MS)));
  expect(await getSettlementSums(db.read, merchant_id)).toEqual({ waiting_minor: 0, due_minor: 3_387, sent_minor: 0 });
});

test("nobody redeems their own voucher, and trying writes nothing", async () => {
  const { db, voucher, redeem, resident_id } = await aCounter();
  const before = await dumpOf(db);
  expect(await redeem(voucher, { cashier_id: resident_id })).toEqual({ ok: false, error: "own-voucher" });
  expect(await dumpOf(db)).toEqual(before);
});
