import { expect, test } from "vitest";
import { KEYS } from "#tests/support/a-stripe";
import { booked, bookingOf, entriesOf, entryKinds } from "#tests/support/a-trading-shop";
import { aShop, NOW } from "#tests/support/builders";
import { expectNoWrite } from "#tests/support/database-dump";
import { aDatabase } from "#tests/support/test-database";
import { listVouchers } from "~/bookings/bookings.queries.server";
import { confirmPayment } from "~/bookings/confirm-payment.server";
import { listRefunds } from "~/bookings/refunds.queries.server";
import { addMs, SECOND_MS } from "~/kernel/instant";
import type { ChargeFact } from "~/payments/checkout";
import type { Database } from "~/platform/database.server";

const FEE = { balance_transaction_id: "txn_1", fee_minor: 106 };
const CHARGE: ChargeFact = { id: "ch_1", amount_minor: 3_680, currency: "cny", captured_at: NOW };
const later = addMs(NOW, SECOND_MS);

function confirm(db: Database, charge: ChargeFact = CHARGE, booking_id = "b1") {
  return confirmPayment(db, { booking_id, charge }, KEYS, later);
}

async function aHeldOne(): Promise<Database> {
  const db = await aDatabase();
  const { resident_id, offer_id } = await aShop(db);
  await booked(db, { id: "b1", resident_id, offer_id });
  return db;
}

test("confirming twice posts one entry and issues one voucher", async () => {
  const db = await aHeldOne();
  expect(await confirm(db)).toEqual({ ok: true, value: "paid" });
  expect(await expectNoWrite(db, () => confirm(db))).toEqual({ ok: true, value: "paid" });
  expect(await entryKinds(db)).toEqual(["payment_captured"]);
  expect(await listVouchers(db.read, "b1")).toHaveLength(1);
});

test("confirming twenty times at once posts one entry and issues one voucher", async () => {
  const db = await aHeldOne();
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => confirm(db, { ...CHARGE, fee: FEE })));
  expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome)))).toEqual(new Set(['{"ok":true,"value":"paid"}']));
  expect(await entryKinds(db)).toEqual(["payment_captured", "stripe_fee"]);
  expect(await listVouchers(db.read, "b1")).toHaveLength(1);
});

test("a fee that is known later is posted then, once", async () => {
  const db = await aHeldOne();
  await confirm(db);
  await confirm(db, { ...CHARGE, fee: FEE });
  await expectNoWrite(db, () => confirm(db, { ...CHARGE, fee: FEE }));
  expect(await entryKinds(db)).toEqual(["payment_captured", "stripe_fee"]);
});

test("a fee of nothing makes no entry", async () => {
  const db = await aHeldOne();
  await confirm(db, { ...CHARGE, fee: { ...FEE, fee_minor: 0 } });
  expect(await entryKinds(db)).toEqual(["payment_captured"]);
});

test("money for a booking that is not here is surplus, and its refund is queued, once", async () => {
  const db = await aHeldOne();
  expect(await confirm(db, CHARGE, "b2")).toEqual({ ok: true, value: "stray" });
  expect(await expectNoWrite(db, () => confirm(db, CHARGE, "b2"))).toEqual({ ok: true, value: "surplus" });
  expect(await entriesOf(db)).toMatchObject([{ kind: "payment_surplus", booking: "b2", memo: "booking-unknown" }]);
  const queued = await db.read.selectFrom("outbox").selectAll().where("operation", "=", "create-refund").execute();
  expect(queued).toMatchObject([{ key: "surplus:ch_1", state: "ready" }]);
  expect(JSON.parse(queued[0]?.params_json ?? "")).toMatchObject({ charge: "ch_1", amount: 3_680 });
});

test("of such money only what did not go back before is asked to go back", async () => {
  const db = await aHeldOne();
  await confirm(db, { ...CHARGE, refunded_minor: 680 }, "b2");
  await confirm(db, { ...CHARGE, id: "ch_2", refunded_minor: 3_680 }, "b3");
  const queued = await db.read.selectFrom("outbox").selectAll().where("operation", "=", "create-refund").execute();
  expect(queued.map(({ params_json }) => JSON.parse(params_json))).toMatchObject([{ charge: "ch_1", amount: 3_000 }]);
  expect(await entryKinds(db)).toEqual(["payment_surplus", "payment_surplus"]);
});

test("its fee that is known later is posted then, once", async () => {
  const db = await aHeldOne();
  await confirm(db, CHARGE, "b2");
  await confirm(db, { ...CHARGE, fee: FEE }, "b2");
  await expectNoWrite(db, () => confirm(db, { ...CHARGE, fee: FEE }, "b2"));
  expect(await entryKinds(db)).toEqual(["payment_surplus", "stripe_fee"]);
});

test("told ten times at once it goes back once", async () => {
  const db = await aHeldOne();
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => confirm(db, { ...CHARGE, fee: FEE }, "b2")));
  expect(outcomes.filter((outcome) => outcome.ok && outcome.value === "stray")).toHaveLength(1);
  expect(await entryKinds(db)).toEqual(["payment_surplus", "stripe_fee"]);
});

test.each<[string, ChargeFact]>([
  ["a second charge", { ...CHARGE, id: "ch_2" }],
  ["another amount", { ...CHARGE, id: "ch_2", amount_minor: 3_681 }],
  ["another currency", { ...CHARGE, id: "ch_2", currency: "usd" }],
])("%s for a paid booking is surplus and goes back in full, once", async (_what, charge) => {
  const db = await aHeldOne();
  await confirm(db);
  expect(await confirm(db, charge)).toEqual({ ok: true, value: "surplus" });
  expect(await expectNoWrite(db, () => confirm(db, charge))).toEqual({ ok: true, value: "surplus" });
  expect(await entryKinds(db)).toEqual(["payment_captured", "payment_surplus"]);
  expect(await listRefunds(db.read, "b1")).toMatchObject([
    { charge_id: "ch_2", reason: "surplus", amount_minor: charge.amount_minor, state: "requested" },
  ]);
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "paid", charge_id: "ch_1", refunded_minor: 0 });
  expect(await listVouchers(db.read, "b1")).toHaveLength(1);
});

test("another amount than the booking's does not pay it, and the right one still does", async () => {
  const db = await aHeldOne();
  expect(await confirm(db, { ...CHARGE, amount_minor: 1 })).toEqual({ ok: true, value: "surplus" });
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "held" });
  expect(await confirm(db, { ...CHARGE, id: "ch_2" })).toEqual({ ok: true, value: "paid" });
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "paid", charge_id: "ch_2" });
});

test("two charges at once make one paid booking and one surplus", async () => {
  const db = await aHeldOne();
  const charges = ["ch_1", "ch_2"].flatMap((id) => Array.from({ length: 5 }, () => ({ ...CHARGE, id })));
  const outcomes = await Promise.all(charges.map((charge) => confirm(db, charge)));
  expect(outcomes.filter((outcome) => outcome.ok && outcome.value === "paid")).toHaveLength(5);
  expect((await entryKinds(db)).sort()).toEqual(["payment_captured", "payment_surplus"]);
  expect(await listRefunds(db.read, "b1")).toHaveLength(1);
});
