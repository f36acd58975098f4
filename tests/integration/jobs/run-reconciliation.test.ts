import { describe, expect, test, vi } from "vitest";
import { aHeldBooking, aPaidBooking } from "#tests/support/a-paid-booking";
import { aTradingShop, bookingOf, type TradingShop } from "#tests/support/a-trading-shop";
import { NOW } from "#tests/support/builders";
import { dumpOf } from "#tests/support/database-dump";
import { tamper } from "#tests/support/tamper";
import { aDatabaseWithOpenBooks } from "#tests/support/test-database";
import { cancelBooking } from "~/bookings/cancel-booking.server";
import { listRefunds } from "~/bookings/refunds.queries.server";
import { releaseBooking } from "~/bookings/release-booking.server";
import { runEveryQueue } from "~/jobs/run-every-queue.server";
import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { type ReconciliationReport, runReconciliation } from "~/jobs/run-reconciliation.server";
import { addMs, HOUR_MS, MINUTE_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { beginReconciliation } from "~/payments/begin-reconciliation.server";
import { listKnownEventIds } from "~/payments/payments.queries.server";
import { receiveEvent } from "~/payments/receive-event.server";
import {
  listOpenIncidents,
  listReconciliationRuns,
  listResolvedIncidents,
} from "~/payments/reconciliation.queries.server";
import { inTransaction } from "~/platform/database.server";
import { createStripe } from "~/platform/stripe.server";

// a busy machine may need long for many commits that must reach the disk
vi.setConfig({ testTimeout: 60_000 });

const later = addMs(NOW, HOUR_MS);
/** Nothing listens there. */
const NOBODY = { secret_key: "sk_test_nobody", api_base: new URL("http://127.0.0.1:9") };

/** Compares both sides as the command does, with short pauses. */
async function reconciled({ services, db }: TradingShop, pauses_ms = [5, 10]): Promise<ReconciliationReport> {
  const begun = await inTransaction(db, async (trx) => ok(await beginReconciliation(trx, null, later)));
  if (!begun.ok || !begun.value.is_new) throw new Error("another run is under way");
  const { run_id } = begun.value;
  const clocked = { ...services, clock: () => later };
  return runReconciliation(clocked, { run_id, pauses_ms, runDue: () => runEveryQueue(services, later) });
}

async function differencesOf(shop: TradingShop) {
  const report = await reconciled(shop);
  if (!("differences" in report)) throw new Error(report.error);
  return report.differences;
}

/** Everything the processor told since counts as received and done, though nothing was done; gives the events' ids. */
async function loseEvents({ db, stripe }: TradingShop): Promise<string[]> {
  const { data } = await stripe.stripe.events.list({ limit: 100 });
  const known = await listKnownEventIds(
    db.read,
    data.map(({ id }) => id),
  );
  const lost = data.filter(({ id }) => !known.has(id));
  for (const event of lost) await inTransaction(db, async (trx) => ok(await receiveEvent(trx, event, later)));
  const ids = lost.map(({ id }) => id);
  await db.write.updateTable("stripe_event").set({ state: "done" }).where("id", "in", ids).execute();
  return ids;
}

/** Pays by card, and for one booking twice; by wallet, one of which fails; gives back by card and wallet, one of which fails. */
async function aBusyShop(shop: TradingShop): Promise<void> {
  const { db, services, stripe, controls, resident_id, offer_id } = shop;
  const wish = (id: string) => ({ id, resident_id, offer_id });
  const cancel = (booking_id: string) =>
    inTransaction(db, (trx) => cancelBooking(trx, { booking_id, resident_id }, addMs(NOW, MINUTE_MS)));
  for (const id of ["card", "returned", "bounced"]) await aPaidBooking(services, stripe, wish(id), NOW);
  for (const [id, button] of [
    ["wallet", "wallet-later"],
    ["refused", "wallet-fails"],
    ["back", "wallet-later"],
  ] as const) {
    const { session_id } = await aHeldBooking(services, wish(id), NOW);
    await controls.press(session_id, button, "alipay");
    await controls.settle();
    await runEverythingDue(services, addMs(NOW, MINUTE_MS));
  }
  for (const id of ["returned", "bounced", "back"]) await cancel(id);
  await runEverythingDue(services, addMs(NOW, 2 * MINUTE_MS));
  const [bounced] = await listRefunds(db.read, "bounced");
  await controls.failRefund(bounced?.stripe_refund_id ?? "");
  await controls.settle();
  await payForNothing(shop);
  await runEverythingDue(services, addMs(NOW, 4 * MINUTE_MS));
}

/** Money for a booking that was cancelled meanwhile and whose offer is off: it is booked as surplus and goes back. */
async function payForNothing({ db, services, stripe, resident_id, offer_id }: TradingShop): Promise<void> {
  const { session_id } = await aHeldBooking(services, { id: "late", resident_id, offer_id }, NOW);
  await inTransaction(db, (trx) =>
    releaseBooking(trx, { booking_id: "late", reason: "time-over" }, addMs(NOW, MINUTE_MS)),
  );
  await db.write.updateTable("booking").set({ charge_id: "ch_another" }).where("id", "=", "late").execute();
  await stripe.pay(session_id, "card");
}

describe("a busy shop whose books are right", () => {
  test("agrees on every sum, and the run is kept", async () => {
    const shop = await aTradingShop();
    await aBusyShop(shop);
    const kinds = await shop.db.read.selectFrom("journal_entry").select("kind").distinct().execute();
    expect(kinds.map(({ kind }) => kind).sort()).toEqual(
      ["payment_captured", "payment_surplus", "refund", "refund_failed", "stripe_fee", "surplus_refund"].sort(),
    );
    const report = await reconciled(shop);
    expect(report).toMatchObject({ state: "agrees", differences: [], settling_count: 0, transaction_count: 11 });
    if (!("differences" in report)) throw new Error("no figures");
    expect(report.transactions_minor).toBe(report.ledger_minor);
    expect(report.balance_minor).toBe(report.ledger_minor);
    expect(report.ledger_minor).toBeGreaterThan(0);
    expect(await listReconciliationRuns(shop.db.read, 5)).toMatchObject([
      { state: "agrees", difference_count: 0, ledger_minor: report.ledger_minor, finished_at: later, error: null },
    ]);
    expect(await listOpenIncidents(shop.db.read, 5)).toEqual([]);
  });

  test("agrees while nothing was ever paid", async () => {
    expect(await reconciled(await aTradingShop())).toMatchObject({
      state: "agrees",
      transaction_count: 0,
      ledger_minor: 0,
    });
  });

  test("takes in the events that were never received, and does what they ask for, before it compares", async () => {
    const shop = await aTradingShop();
    const { services, stripe, db, resident_id, offer_id } = shop;
    const { session_id } = await aHeldBooking(services, { id: "b1", resident_id, offer_id }, NOW);
    await stripe.pay(session_id, "card");
    const report = await reconciled(shop);
    expect(report).toMatchObject({ state: "agrees", transaction_count: 1 });
    expect(report.missed_event_count).toBeGreaterThan(2);
    expect(await bookingOf(db, "b1")).toMatchObject({ state: "paid" });
  });

  test("waits for the transaction of a charge that the processor books later", async () => {
    const shop = await aTradingShop();
    const { db, services, stripe, controls, resident_id, offer_id } = shop;
    await controls.setHabits({ lateBalance: MINUTE_MS });
    await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id }, NOW);
    expect(await reconciled(shop)).toMatchObject({
      state: "agrees",
      settling_count: 1,
      transaction_count: 0,
      ledger_minor: 3_680,
    });
    expect(await listOpenIncidents(db.read, 5)).toEqual([]);
    await stripe.setClock(addMs(NOW, 2 * MINUTE_MS));
    expect(await reconciled(shop)).toMatchObject({
      state: "agrees",
      settling_count: 0,
      transaction_count: 1,
      ledger_minor: 3_680 - 106,
    });
  });

  test("raises no alarm about what is paid and given back while it looks", async () => {
    const shop = await aTradingShop();
    const { db, services, stripe, resident_id, offer_id } = shop;
    await aPaidBooking(services, stripe, { id: "b0", resident_id, offer_id }, NOW);
    let is_over = false;
    const trade = async () => {
      for (let round = 1; !is_over && round < 60; round += 1) {
        const id = `b${round}`;
        await aPaidBooking(services, stripe, { id, resident_id, offer_id }, NOW);
        if (round % 2 === 0) continue;
        await inTransaction(db, (trx) => cancelBooking(trx, { booking_id: id, resident_id }, addMs(NOW, MINUTE_MS)));
        await runEverythingDue(services, addMs(NOW, 2 * MINUTE_MS));
      }
    };
    const trading = trade();
    const reports = [];
    for (let round = 0; round < 8; round += 1) reports.push(await reconciled(shop, [30, 60, 120]));
    is_over = true;
    await trading;
    expect(reports.map(({ state }) => state)).toEqual(reports.map(() => "agrees"));
    expect(await listOpenIncidents(db.read, 5)).toEqual([]);
    expect(await reconciled(shop)).toMatchObject({ state: "agrees", settling_count: 0 });
  });
});

describe("a difference", () => {
  test("of a charge whose events were lost is found with both numbers, and is over once the entry is there", async () => {
    const shop = await aTradingShop();
    const { db, services, stripe, resident_id, offer_id } = shop;
    await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id }, NOW);
    const { session_id } = await aHeldBooking(services, { id: "b2", resident_id, offer_id }, NOW);
    await stripe.pay(session_id, "card");
    const lost = await loseEvents(shop);
    const before = await db.read.selectFrom("journal_entry").selectAll().execute();
    const [missing, sum, ...others] = await differencesOf(shop);
    expect(others).toEqual([]);
    expect(missing).toMatchObject({
      kind: "entry-missing",
      processor_minor: 3_680 - 106,
      ledger_minor: 0,
      entry_id: null,
    });
    expect(sum).toMatchObject({ kind: "sum-differs", processor_minor: 2 * (3_680 - 106), ledger_minor: 3_680 - 106 });
    expect(await db.read.selectFrom("journal_entry").selectAll().execute()).toEqual(before);
    expect(await listOpenIncidents(db.read, 5)).toMatchObject([{ resolved_at: null }, { resolved_at: null }]);
    await differencesOf(shop);
    expect(await listOpenIncidents(db.read, 5)).toHaveLength(2);
    await db.write.deleteFrom("stripe_event").where("id", "in", lost).execute();
    expect(await reconciled(shop)).toMatchObject({ state: "agrees" });
    expect(await listOpenIncidents(db.read, 5)).toEqual([]);
    expect(await listResolvedIncidents(db.read, { limit: 5, offset: 0 })).toMatchObject([
      { resolved_at: later, first_seen_at: later },
      { resolved_at: later, first_seen_at: later },
    ]);
  });

  test("of a payment that no booking of ours asked for is found", async () => {
    const shop = await aTradingShop();
    const { db, services, stripe, resident_id, offer_id } = shop;
    await aHeldBooking(services, { id: "b1", resident_id, offer_id }, NOW);
    const { params_json } = await db.read.selectFrom("outbox").select("params_json").executeTakeFirstOrThrow();
    const session = await stripe.stripe.checkout.sessions.create({
      ...JSON.parse(params_json),
      client_reference_id: "not-a-booking",
      metadata: { booking: "not-a-booking", attempt: "1" },
    });
    await stripe.pay(session.id, "card");
    await loseEvents(shop);
    expect((await differencesOf(shop)).map(({ kind }) => kind)).toEqual(["entry-missing", "sum-differs"]);
  });

  test.each([
    ["update posting set amount_minor = amount_minor + 5 where entry_seq = 1", "amount-differs", 5],
    [
      "update posting set amount_minor = amount_minor - 5 where entry_seq = 2 and amount_minor < 0",
      "amount-differs",
      -5,
    ],
    ["update journal_entry set charge_id = 'ch_nobody' where seq = 1", "entry-missing", 0],
    ["update posting set currency = 'usd' where entry_seq = 1", "currency-differs", -3_680],
    [
      "update journal_entry set balance_transaction_id = (select balance_transaction_id from journal_entry where seq = 2) where seq = 4",
      "entry-twice",
      0,
    ],
  ] as const)("planted by %s is found as %s", async (statement, kind, ledger_change_minor) => {
    const shop = await aTradingShop(NOW, aDatabaseWithOpenBooks);
    const { db, services, stripe, resident_id, offer_id } = shop;
    for (const id of ["b1", "b2"]) await aPaidBooking(services, stripe, { id, resident_id, offer_id }, NOW);
    expect(await reconciled(shop)).toMatchObject({ state: "agrees" });
    await tamper(db, statement);
    const report = await reconciled(shop);
    expect(report).toMatchObject({ state: "differs", ledger_minor: 2 * (3_680 - 106) + ledger_change_minor });
    const kinds = "differences" in report ? report.differences.map((each) => each.kind) : [];
    expect(kinds).toContain(kind);
    expect(kinds.includes("sum-differs")).toBe(ledger_change_minor !== 0);
  });

  test("of an entry that the processor knows nothing of is found, with the entry", async () => {
    const shop = await aTradingShop(NOW, aDatabaseWithOpenBooks);
    const { db, services, stripe, resident_id, offer_id } = shop;
    for (const id of ["b1", "b2"]) await aPaidBooking(services, stripe, { id, resident_id, offer_id }, NOW);
    const [entry] = await db.read.selectFrom("journal_entry").select("id").where("seq", "=", 3).execute();
    await tamper(db, "update journal_entry set charge_id = 'ch_nobody' where seq = 3");
    expect(await differencesOf(shop)).toMatchObject([
      { kind: "entry-missing", ledger_minor: -106 },
      { kind: "processor-missing", subject: entry?.id, entry_id: entry?.id, processor_minor: 0, ledger_minor: 3_680 },
    ]);
  });

  test("of a refund made at the processor itself, of which we were never told, is found", async () => {
    const shop = await aTradingShop();
    const { services, stripe, resident_id, offer_id } = shop;
    const { charge_id } = await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id }, NOW);
    const refund = await stripe.stripe.refunds.create({ charge: charge_id ?? "", amount: 100 });
    await loseEvents(shop);
    expect(await differencesOf(shop)).toMatchObject([
      { kind: "entry-missing", subject: refund.balance_transaction, processor_minor: -100, ledger_minor: 0 },
      { kind: "sum-differs" },
    ]);
  });
});

describe("a processor that does not answer", () => {
  test("is said, opens no incident and ends none", async () => {
    const shop = await aTradingShop();
    const { db, services, stripe, resident_id, offer_id } = shop;
    const { charge_id } = await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id }, NOW);
    await stripe.stripe.refunds.create({ charge: charge_id ?? "", amount: 100 });
    await loseEvents(shop);
    await reconciled(shop);
    const before = (await dumpOf(db)).incident;
    const silent = { ...shop, services: { ...services, stripe: createStripe(NOBODY) } };
    expect(await reconciled(silent)).toMatchObject({ state: "unreached", error: expect.any(String) });
    expect((await dumpOf(db)).incident).toEqual(before);
    expect(before).toHaveLength(2);
  });
});
