import { expect, test } from "vitest";
import { NOW } from "#tests/support/builders";
import { expectNoWrite, expectRefusal } from "#tests/support/database-dump";
import { overlapping } from "#tests/support/overlapping";
import { findBooking } from "~/bookings/bookings.queries.server";
import { cancelBooking } from "~/bookings/cancel-booking.server";
import { confirmRefundPayment } from "~/bookings/confirm-refund-payment.server";
import { recordRefund } from "~/bookings/record-refund.server";
import { listRefunds } from "~/bookings/refunds.queries.server";
import { type RefundResolution, resolveRefund } from "~/bookings/resolve-refund.server";
import { returnRefundPayment } from "~/bookings/return-refund-payment.server";
import { withdrawRefundPayment } from "~/bookings/withdraw-refund-payment.server";
import { addMs, MINUTE_MS } from "~/kernel/instant";
import { getAccountBalance, listEntries } from "~/ledger/ledger.queries.server";
import type { RefundFact } from "~/payments/checkout";
import { inTransaction } from "~/platform/database.server";
import { firstOf } from "./a-counter";
import { aSale } from "./a-sale";

const PRICE = 3_680;
const soon = addMs(NOW, MINUTE_MS);

/** A booking that was given back and whose refund failed, and what a person may decide. */
async function aFailedRefund() {
  const sale = await aSale();
  const { db, resident_id } = sale;
  await inTransaction(db, (trx) => cancelBooking(trx, { booking_id: "b1", resident_id }, soon));
  const [refund] = await listRefunds(db.read, "b1");
  const refund_id = refund?.id ?? "";
  const fact = { stripe_refund_id: "re_1", refund_id, charge_id: "ch_1", amount_minor: PRICE, currency: "cny" };
  await inTransaction(db, (trx) => recordRefund(trx, { ...fact, outcome: "failed" }, soon));
  const about = { refund_id, note: "called", resolved_by: "op" };
  const decide = (resolution: RefundResolution["resolution"]) =>
    inTransaction(db, (trx) =>
      resolveRefund(
        trx,
        resolution === "asked-again" ? { ...about, resolution } : { ...about, resolution, bank_reference: "2041" },
        soon,
      ),
    );
  const line = { id: "line_1", booked_on: "2026-01-01", amount_minor: -PRICE };
  /** The bank's statement shows it. */
  const confirm = (confirmed_by = "he", change: Partial<typeof line> = {}) =>
    inTransaction(db, (trx) =>
      confirmRefundPayment(trx, { refund_id, line: { ...line, ...change }, confirmed_by }, soon),
    );
  const withdraw = () =>
    inTransaction(db, (trx) => withdrawRefundPayment(trx, { refund_id, withdrawn_by: "op" }, soon));
  return { ...sale, refund_id, decide, confirm, withdraw };
}

test("a failed refund is asked for again once, or paid from the bank once", async () => {
  const again = await aFailedRefund();
  expect((await again.decide("asked-again")).ok).toBe(true);
  expect(await listRefunds(again.db.read, "b1")).toHaveLength(2);
  await expectNoWrite(again.db, () => again.decide("asked-again"));
  await expectRefusal(again.db, () => again.decide("paid-otherwise"), "already-resolved");
  const paid = await aFailedRefund();
  expect((await paid.decide("paid-otherwise")).ok).toBe(true);
  expect((await paid.confirm()).ok).toBe(true);
  expect(await getAccountBalance(paid.db.read, "assets:bank:operator")).toBe(-PRICE);
  expect((await findBooking(paid.db.read, "b1"))?.state).toBe("refunded");
  const booked = (await listEntries(paid.db.read, 1, 20)).at(-1);
  expect(booked).toMatchObject({ kind: "refund_paid_otherwise", booked_on: "2026-01-01", actor: "op" });
  const told = paid.db.read.selectFrom("notice").select("kind").where("kind", "=", "refund-paid-otherwise");
  expect(await told.execute()).toHaveLength(1);
  expect((await expectNoWrite(paid.db, () => paid.decide("paid-otherwise"))).ok).toBe(true);
  expect((await expectNoWrite(paid.db, () => paid.confirm())).ok).toBe(true);
});

test("that a refund was paid from the bank books nothing before somebody else confirms it by a bank line that fits", async () => {
  const { db, refund_id, decide, confirm, withdraw, resident_id } = await aFailedRefund();
  await expectRefusal(db, () => confirm(), "does-not-fit");
  await decide("paid-otherwise");
  expect((await expectNoWrite(db, () => decide("paid-otherwise"))).ok).toBe(true);
  expect(await getAccountBalance(db.read, "assets:bank:operator")).toBe(0);
  expect((await listRefunds(db.read, "b1"))[0]).toMatchObject({ id: refund_id, resolved_at: null });
  await expectRefusal(db, () => decide("asked-again"), "payment-waiting");
  await expectRefusal(db, () => confirm("op"), "second-person-needed");
  await expectRefusal(db, () => confirm(resident_id), "own-booking");
  await expectRefusal(db, () => confirm("he", { amount_minor: -PRICE + 1 }), "does-not-fit");
  expect((await withdraw()).ok).toBe(true);
  expect((await expectNoWrite(db, withdraw)).ok).toBe(true);
  await expectRefusal(db, () => confirm(), "does-not-fit");
  expect((await decide("asked-again")).ok).toBe(true);
});

test("what the bank brings back of it is owed again: a task, which may be asked for or paid once more", async () => {
  const { db, refund_id, decide, confirm, resident_id } = await aFailedRefund();
  const line = { id: "line_2", booked_on: "2026-01-03", amount_minor: PRICE };
  const comeBack = (confirmed_by = "he", change: Partial<typeof line> = {}) =>
    inTransaction(db, (trx) =>
      returnRefundPayment(trx, { refund_id, line: { ...line, ...change }, confirmed_by }, soon),
    );
  await decide("paid-otherwise");
  await expectRefusal(db, () => comeBack(), "does-not-fit");
  await confirm();
  await expectRefusal(db, () => comeBack("op"), "second-person-needed");
  await expectRefusal(db, () => comeBack(resident_id), "own-booking");
  await expectRefusal(db, () => comeBack("he", { amount_minor: PRICE - 1 }), "does-not-fit");
  expect((await comeBack()).ok).toBe(true);
  await expectRefusal(db, () => comeBack("he", { id: "line_3" }), "does-not-fit");
  expect(await getAccountBalance(db.read, "assets:bank:operator")).toBe(0);
  expect(await getAccountBalance(db.read, "liabilities:held:b1")).toBe(-PRICE);
  expect((await findBooking(db.read, "b1"))?.state).toBe("cancelled");
  const again = (await listRefunds(db.read, "b1")).find(({ replaces_id }) => replaces_id === refund_id);
  expect(again).toMatchObject({ state: "failed", failure_reason: "returned_by_bank", resolved_at: null });
  const wish = {
    refund_id: again?.id ?? "",
    resolution: "asked-again",
    note: "new account",
    resolved_by: "op",
  } as const;
  expect((await inTransaction(db, (trx) => resolveRefund(trx, wish, soon))).ok).toBe(true);
  const asked = (await listRefunds(db.read, "b1")).find(({ replaces_id }) => replaces_id === again?.id);
  const fact = { ...BY_HAND, stripe_refund_id: "re_3", refund_id: asked?.id ?? "" };
  await inTransaction(db, (trx) => recordRefund(trx, fact, soon));
  expect(await getAccountBalance(db.read, "liabilities:held:b1")).toBe(0);
  expect((await findBooking(db.read, "b1"))?.state).toBe("refunded");
});

test("what a bank line has confirmed is not taken back, also when two try at once", async () => {
  const { db, refund_id, decide, confirm, withdraw } = await aFailedRefund();
  await decide("paid-otherwise");
  const line = { id: "line_1", booked_on: "2026-01-01", amount_minor: -PRICE };
  const [confirmed, withdrawn] = await overlapping(
    db,
    (trx) => confirmRefundPayment(trx, { refund_id, line, confirmed_by: "he" }, soon),
    () => withdraw(),
  );
  expect([confirmed.ok, withdrawn]).toEqual([true, { ok: false, error: "already-confirmed" }]);
  await expectRefusal(db, withdraw, "already-confirmed");
  expect((await expectNoWrite(db, () => confirm())).ok).toBe(true);
});

const BY_HAND: RefundFact = {
  stripe_refund_id: "re_hand",
  charge_id: "ch_1",
  amount_minor: PRICE,
  currency: "cny",
  outcome: "succeeded",
};

test("a failed refund that was made by hand at the processor is owed no more: its task ends and nothing moves", async () => {
  const { db, decide } = await aFailedRefund();
  await inTransaction(db, (trx) => recordRefund(trx, BY_HAND, soon));
  expect((await findBooking(db.read, "b1"))?.state).toBe("refunded");
  const failed = (await listRefunds(db.read, "b1")).filter(({ state }) => state === "failed");
  expect(failed).toMatchObject([{ resolved_at: soon, resolution: null, resolution_note: "re_hand" }]);
  await expectRefusal(db, () => decide("paid-otherwise"), "already-resolved");
});

test("a refund made by hand while one from the bank waits for its line: what the line then shows is negative surplus", async () => {
  const { db, decide, confirm } = await aFailedRefund();
  await decide("paid-otherwise");
  await inTransaction(db, (trx) => recordRefund(trx, BY_HAND, soon));
  expect((await confirm()).ok).toBe(true);
  expect(await getAccountBalance(db.read, "liabilities:held:b1")).toBe(0);
  expect(await getAccountBalance(db.read, "liabilities:surplus:b1")).toBe(PRICE);
  expect((await findBooking(db.read, "b1"))?.state).toBe("refunded");
});

test("money given back twice, from the bank and by hand at the processor, is booked as negative surplus", async () => {
  const { db, decide, confirm } = await aFailedRefund();
  await decide("paid-otherwise");
  await confirm();
  expect((await inTransaction(db, (trx) => recordRefund(trx, BY_HAND, soon))).ok).toBe(true);
  expect(await getAccountBalance(db.read, "liabilities:held:b1")).toBe(0);
  expect(await getAccountBalance(db.read, "liabilities:surplus:b1")).toBe(PRICE);
  await expectNoWrite(db, () => inTransaction(db, (trx) => recordRefund(trx, BY_HAND, soon)));
});

test("what went back twice of one voucher is not what another one was paid with: that stays to be used", async () => {
  const { db, vouchers, redeem } = await aSale({ quantity: 2 });
  const tell = (change: Partial<RefundFact>) =>
    inTransaction(db, (trx) => recordRefund(trx, { ...BY_HAND, ...change }, soon));
  await tell({ stripe_refund_id: "re_1" });
  await tell({ stripe_refund_id: "re_1", outcome: "failed" });
  const [failed] = await listRefunds(db.read, "b1");
  const refund_id = failed?.id ?? "";
  const said = { refund_id, note: "called", resolved_by: "op", resolution: "paid-otherwise", bank_reference: "2041" };
  await inTransaction(db, (trx) => resolveRefund(trx, said as RefundResolution, soon));
  await tell({ stripe_refund_id: "re_2" });
  const line = { id: "line_1", booked_on: "2026-01-01", amount_minor: -PRICE };
  await inTransaction(db, (trx) => confirmRefundPayment(trx, { refund_id, line, confirmed_by: "he" }, soon));
  expect(await getAccountBalance(db.read, "liabilities:held:b1")).toBe(-PRICE);
  expect(await getAccountBalance(db.read, "liabilities:surplus:b1")).toBe(PRICE);
  expect((await findBooking(db.read, "b1"))?.state).toBe("paid");
  expect((await redeem(firstOf(vouchers))).ok).toBe(true);
});
