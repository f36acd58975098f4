import { describe, expect, test, vi } from "vitest";
import { aHeldBooking, aPaidBooking } from "#tests/support/a-paid-booking";
import { aTradingShop, bookingOf, entriesOf, entryKinds, type TradingShop } from "#tests/support/a-trading-shop";
import { NOW } from "#tests/support/builders";
import { expectNoWrite } from "#tests/support/database-dump";
import type { FaultChances } from "#tests/support/stripe-controls";
import { cancelBooking } from "~/bookings/cancel-booking.server";
import { listRefunds } from "~/bookings/refunds.queries.server";
import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { addMs, DAY_MS, MINUTE_MS, SECOND_MS } from "~/kernel/instant";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import { inTransaction } from "~/platform/database.server";

// a busy machine may need long for many commits that must reach the disk
vi.setConfig({ testTimeout: 30_000 });

const cancelled_at = addMs(NOW, MINUTE_MS);
const soon = addMs(cancelled_at, SECOND_MS);

/** A booking `b1` that was paid by card, or by a wallet, and given back; its refund waits to be sent. */
async function aCancelledBooking(wallet?: "alipay" | "wechat_pay"): Promise<TradingShop> {
  const shop = await aTradingShop();
  const { db, services, stripe, controls, resident_id, offer_id } = shop;
  const wish = { id: "b1", resident_id, offer_id };
  if (wallet) {
    const { session_id } = await aHeldBooking(services, wish, NOW);
    await controls.press(session_id, "wallet-later", wallet);
    await controls.settle();
    await runEverythingDue(services, addMs(NOW, SECOND_MS));
  } else await aPaidBooking(services, stripe, wish, NOW);
  const cancelled = await inTransaction(db, (trx) =>
    cancelBooking(trx, { booking_id: "b1", resident_id }, cancelled_at),
  );
  expect(cancelled.ok).toBe(true);
  return shop;
}

async function refundOf({ db }: TradingShop) {
  const [refund, ...others] = await listRefunds(db.read, "b1");
  if (!refund) throw new Error("no refund");
  expect(others).toEqual([]);
  return refund;
}

describe.each(["alipay", "wechat_pay"] as const)("a refund to %s", (wallet) => {
  test("is submitted while it is on its way and done only when it succeeded", async () => {
    const shop = await aCancelledBooking(wallet);
    const { db, services, controls } = shop;
    await runEverythingDue(services, soon);
    expect(await refundOf(shop)).toMatchObject({ state: "submitted", finished_at: null });
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "cancelled", refunded_minor: 3_680 });
    await controls.settle();
    await runEverythingDue(services, addMs(soon, MINUTE_MS));
    expect(await refundOf(shop)).toMatchObject({ state: "succeeded" });
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "refunded", refunded_minor: 3_680 });
    expect((await entryKinds(db)).filter((kind) => kind === "refund")).toHaveLength(1);
  });

  test("that fails on its way is mirrored in the journal, and what is owed stands again", async () => {
    const shop = await aCancelledBooking(wallet);
    const { db, services, controls } = shop;
    await runEverythingDue(services, soon);
    await controls.failRefund((await refundOf(shop)).stripe_refund_id ?? "");
    await runEverythingDue(services, addMs(soon, MINUTE_MS));
    expect(await refundOf(shop)).toMatchObject({ state: "failed" });
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "cancelled", refunded_minor: 0 });
    expect(await getAccountBalance(db.read, "liabilities:held:b1")).toBe(-3_680);
  });
});

test("a refund that fails after it succeeded leaves the booking cancelled, not refunded", async () => {
  const shop = await aCancelledBooking();
  const { db, services, controls, stripe } = shop;
  await runEverythingDue(services, soon);
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "refunded" });
  await controls.failRefund((await refundOf(shop)).stripe_refund_id ?? "");
  await runEverythingDue(services, addMs(soon, DAY_MS));
  expect(await refundOf(shop)).toMatchObject({ state: "failed" });
  const entries = await entriesOf(db);
  expect(entries.map(({ kind }) => kind)).toEqual(["payment_captured", "stripe_fee", "refund", "refund_failed"]);
  expect(entries[3]).toMatchObject({ reverses: entries[2]?.id, effective_at: NOW });
  expect(entries[3]?.stripe.balance_transaction).toMatch(/^txn_/);
  expect(entries[3]?.stripe.balance_transaction).not.toBe(entries[2]?.stripe.balance_transaction);
  expect(await getAccountBalance(db.read, "liabilities:held:b1")).toBe(-3_680);
  const transactions = await stripe.stripe.balanceTransactions.list({ limit: 100 });
  const net = transactions.data.reduce((total, transaction) => total + transaction.net, 0);
  expect(await getAccountBalance(db.read, "assets:stripe")).toBe(net);
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "cancelled", refunded_minor: 0 });
});

test.each<keyof FaultChances>(["before", "after", "cutBefore", "cutAfter", "rate429"])(
  "after the fault `%s` the money went back once and is booked once",
  async (fault) => {
    const shop = await aCancelledBooking();
    const { db, services, controls, stripe } = shop;
    await controls.setFaults({ [fault]: 1 });
    await runEverythingDue(services, soon);
    await controls.setFaults({});
    await runEverythingDue(services, addMs(soon, MINUTE_MS));
    expect((await stripe.stripe.refunds.list({ limit: 10 })).data).toHaveLength(1);
    expect(await entryKinds(db)).toEqual(["payment_captured", "stripe_fee", "refund"]);
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "refunded", refunded_minor: 3_680 });
    expect((await db.read.selectFrom("outbox").select("state").execute()).map(({ state }) => state)).toEqual([
      "done",
      "done",
    ]);
    await runEverythingDue(services, addMs(soon, 2 * MINUTE_MS));
    await expectNoWrite(db, () => runEverythingDue(services, addMs(soon, 3 * MINUTE_MS)));
  },
);

test("a refund the processor refuses is a task for a person: the money stays owed, and nothing is asked again", async () => {
  const shop = await aCancelledBooking("alipay");
  const { db, services, stripe } = shop;
  await stripe.setClock(addMs(NOW, 91 * DAY_MS));
  await runEverythingDue(services, soon);
  const rows = await db.read.selectFrom("outbox").select(["operation", "state"]).orderBy("created_at").execute();
  expect(rows).toEqual([
    { operation: "open-checkout", state: "done" },
    { operation: "create-refund", state: "done" },
  ]);
  expect(await refundOf(shop)).toMatchObject({ state: "failed", resolved_at: null });
  expect(await bookingOf(db, "b1")).toMatchObject({ state: "cancelled", refunded_minor: 0 });
  expect(await getAccountBalance(db.read, "liabilities:held:b1")).toBe(-3_680);
});
