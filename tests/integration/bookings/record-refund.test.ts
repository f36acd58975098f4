import { expect, test } from "vitest";
import { KEYS } from "#tests/support/a-stripe";
import { booked, bookingOf, entriesOf } from "#tests/support/a-trading-shop";
import { aShop, NOW } from "#tests/support/builders";
import { dumpOf, expectNoWrite, expectRefusal } from "#tests/support/database-dump";
import { ordersOf } from "#tests/support/orders-of";
import { aDatabase } from "#tests/support/test-database";
import { cancelBooking } from "~/bookings/cancel-booking.server";
import { confirmPayment } from "~/bookings/confirm-payment.server";
import { recordRefund } from "~/bookings/record-refund.server";
import { listRefunds } from "~/bookings/refunds.queries.server";
import { addMs, MINUTE_MS } from "~/kernel/instant";
import type { RefundFact, RefundOutcome } from "~/payments/checkout";
import { type Database, inTransaction } from "~/platform/database.server";

const later = addMs(NOW, MINUTE_MS);

/** A booking that was paid and given back, and what the processor could say of its refund. */
async function aRefund(): Promise<{ db: Database; told: (outcome: RefundOutcome) => RefundFact }> {
  const db = await aDatabase();
  const { resident_id, offer_id } = await aShop(db);
  await booked(db, { id: "b1", resident_id, offer_id });
  const charge = { id: "ch_1", amount_minor: 3_680, currency: "cny", captured_at: NOW };
  await confirmPayment(db, { booking_id: "b1", charge }, KEYS, NOW);
  await inTransaction(db, (trx) => cancelBooking(trx, { booking_id: "b1", resident_id }, NOW));
  const [refund] = await listRefunds(db.read, "b1");
  const told = (outcome: RefundOutcome): RefundFact => ({
    stripe_refund_id: "re_1",
    refund_id: refund?.id ?? "",
    charge_id: "ch_1",
    amount_minor: 3_680,
    currency: "cny",
    outcome,
    balance_transaction_id: "txn_refund",
    ...(outcome === "failed" && { failure_balance_transaction_id: "txn_failure" }),
  });
  return { db, told };
}

function record(db: Database, fact: RefundFact) {
  return inTransaction(db, (trx) => recordRefund(trx, fact, later));
}

/** Where everything stands that must not depend on the order of what was told. */
async function outcomeOf(db: Database) {
  const { state, refunded_minor } = await bookingOf(db, "b1");
  const [refund] = await listRefunds(db.read, "b1");
  const entries = (await entriesOf(db)).map(({ idem }) => idem);
  return { state, refunded_minor, refund: refund?.state, entries };
}

const RETURNED = {
  state: "refunded",
  refunded_minor: 3_680,
  refund: "succeeded",
  entries: ["charge:ch_1", "refund:re_1"],
};
const FAILED = {
  state: "cancelled",
  refunded_minor: 0,
  refund: "failed",
  entries: ["charge:ch_1", "refund:re_1", "refund_failed:re_1"],
};

test("a succeeded refund posts one entry, and told again nothing", async () => {
  const { db, told } = await aRefund();
  await record(db, told("succeeded"));
  expect(await outcomeOf(db)).toEqual(RETURNED);
  await expectNoWrite(db, () => record(db, told("succeeded")));
});

test("a failed refund posts the refund and its mirror, and told again nothing", async () => {
  const { db, told } = await aRefund();
  await record(db, told("failed"));
  expect(await outcomeOf(db)).toEqual(FAILED);
  await expectNoWrite(db, () => record(db, told("failed")));
});

const SUCCESSES: RefundOutcome[] = ["submitted", "submitted", "succeeded"];
const FAILURES: RefundOutcome[] = ["submitted", "succeeded", "failed"];

test.each([
  ...ordersOf(SUCCESSES).map((order) => ({ order, end: RETURNED })),
  ...ordersOf(FAILURES).map((order) => ({ order, end: FAILED })),
  ...ordersOf<RefundOutcome>(["submitted", "failed", "failed"]).map((order) => ({ order, end: FAILED })),
])("told $order it ends the same", async ({ order, end }) => {
  const { db, told } = await aRefund();
  for (const outcome of order) await record(db, told(outcome));
  expect(await outcomeOf(db)).toEqual(end);
});

test("a canceled refund is mirrored like a failed one", async () => {
  const { db, told } = await aRefund();
  await record(db, told("submitted"));
  await record(db, told("canceled"));
  expect(await outcomeOf(db)).toEqual({ ...FAILED, refund: "canceled" });
});

test("a refund of a charge that is not in the books yet is refused and writes nothing", async () => {
  const { db, told } = await aRefund();
  await expectRefusal(db, () => record(db, { ...told("succeeded"), charge_id: "ch_2" }), "charge-unknown");
});

test("what two jobs tell at once is posted once", async () => {
  const { db, told } = await aRefund();
  await Promise.all(Array.from({ length: 10 }, () => record(db, told("succeeded"))));
  expect(await outcomeOf(db)).toEqual(RETURNED);
  expect((await dumpOf(db)).refund).toHaveLength(1);
});
