import { expect, test } from "vitest";
import { NOW } from "#tests/support/builders";
import { dumpOf, expectNoWrite, expectRefusal } from "#tests/support/database-dump";
import { ordersOf } from "#tests/support/orders-of";
import { overlapping } from "#tests/support/overlapping";
import { askForRefund } from "~/bookings/ask-for-refund.server";
import { findBooking, findSettlement, listVouchers } from "~/bookings/bookings.queries.server";
import { cancelBooking } from "~/bookings/cancel-booking.server";
import { contestRedemption } from "~/bookings/contest-redemption.server";
import { findDispute } from "~/bookings/disputes.queries.server";
import { expireVouchers } from "~/bookings/expire-vouchers.server";
import { recordDispute } from "~/bookings/record-dispute.server";
import { recordPaymentReview } from "~/bookings/record-payment-review.server";
import { listRefunds } from "~/bookings/refunds.queries.server";
import { addMs, DAY_MS, MINUTE_MS } from "~/kernel/instant";
import { getAccountBalance, listEntries } from "~/ledger/ledger.queries.server";
import type { DisputeFact } from "~/payments/dispute-fact";
import { type Database, inTransaction } from "~/platform/database.server";
import { aSale, type Sale } from "./a-sale";

const PRICE = 3_680;
const later = addMs(NOW, MINUTE_MS);

function fact(status: string, change: Partial<DisputeFact> & { moved?: "out" | "out-and-in" } = {}): DisputeFact {
  const { moved, ...rest } = change;
  const amount_minor = rest.amount_minor ?? PRICE;
  const out = { balance_transaction_id: "txn_out", amount_minor: -amount_minor, fee_minor: 1_500 };
  const back = { balance_transaction_id: "txn_in", amount_minor, fee_minor: 0, net_minor: amount_minor };
  const all = [{ ...out, net_minor: -amount_minor - 1_500 }, back];
  return {
    id: "dp_1",
    charge_id: "ch_1",
    amount_minor,
    currency: "cny",
    status,
    reason: "fraudulent",
    opened_at: NOW,
    transactions: all.slice(0, moved === undefined ? 0 : moved === "out" ? 1 : 2),
    ...rest,
  };
}

function record(db: Database, told: DisputeFact) {
  return inTransaction(db, (trx) => recordDispute(trx, told, later));
}

async function balances(db: Database, names: readonly string[]) {
  const found: Record<string, number> = {};
  for (const name of names) found[name] = await getAccountBalance(db.read, name);
  return found;
}

const idemsOf = async ({ db }: Sale) => (await listEntries(db.read, 1, 100)).map(({ idem }) => idem).slice(1);
const stateOf = async ({ db }: Sale) => (await findBooking(db.read, "b1"))?.state;

test("a withdrawal posts the amount and the fee of its balance transaction, and told again nothing", async () => {
  const sale = await aSale();
  const { db } = sale;
  await record(db, fact("needs_response", { moved: "out" }));
  const entry = (await listEntries(db.read, 1, 100)).at(-1);
  expect(entry).toMatchObject({
    kind: "dispute_opened",
    idem: "dispute:dp_1",
    booking: "b1",
    effective_at: NOW,
    stripe: { charge: "ch_1", dispute: "dp_1", balance_transaction: "txn_out" },
    postings: [
      { account: "assets:disputed:dp_1", amount: PRICE },
      { account: "expenses:stripe_fees", amount: 1_500 },
      { account: "assets:stripe", amount: -PRICE - 1_500 },
    ],
  });
  await expectNoWrite(db, () => record(db, fact("needs_response", { moved: "out" })));
});

test("a dispute of a charge that is not in the books yet is refused and writes nothing", async () => {
  const { db } = await aSale();
  await expectRefusal(db, () => record(db, fact("needs_response", { charge_id: "ch_2" })), "charge-unknown");
});

test("while a dispute is open nothing of its booking is used, given back, expired, asked for or contested", async () => {
  const sale = await aSale({ quantity: 2 });
  const { db, resident_id, redeem, vouchers } = sale;
  const [first, second] = vouchers;
  if (!first || !second) throw new Error("two vouchers were sold");
  await redeem(first);
  await record(db, fact("needs_response", { moved: "out" }));
  expect(await findSettlement(db.read, first.id)).toMatchObject({ state: "held" });
  const own = { booking_id: "b1", voucher_id: first.id, resident_id };
  const wish = { ...own, id: "wish", reason: "no", wanted_minor: 1 };
  await expectRefusal(db, () => redeem(second), "disputed");
  await expectRefusal(db, () => inTransaction(db, (trx) => cancelBooking(trx, own, later)), "disputed");
  await expectRefusal(db, () => inTransaction(db, (trx) => askForRefund(trx, wish, later)), "disputed");
  await expectRefusal(
    db,
    () => inTransaction(db, (trx) => contestRedemption(trx, { ...own, text: "no" }, later)),
    "disputed",
  );
  const much_later = addMs(NOW, 70 * DAY_MS);
  await expectNoWrite(db, () => inTransaction(db, (trx) => expireVouchers(trx, "b1", much_later)));
  await record(db, fact("won", { moved: "out-and-in" }));
  expect(await findSettlement(db.read, first.id)).toMatchObject({ state: "waiting" });
  expect((await inTransaction(db, (trx) => expireVouchers(trx, "b1", much_later))).ok).toBe(true);
  expect(await stateOf(sale)).toBe("redeemed");
});

test("a dispute that is won gives the amount back and the voucher can be used", async () => {
  const sale = await aSale();
  const { db, redeem, voucher } = sale;
  await record(db, fact("needs_response", { moved: "out" }));
  await record(db, fact("won", { moved: "out-and-in" }));
  expect(await idemsOf(sale)).toEqual(["dispute:dp_1", "dispute_won:txn_in"]);
  expect(await balances(db, ["assets:disputed:dp_1", "expenses:stripe_fees", "assets:stripe"])).toEqual({
    "assets:disputed:dp_1": 0,
    "expenses:stripe_fees": 1_500,
    "assets:stripe": PRICE - 1_500,
  });
  expect(await findDispute(db.read, "dp_1")).toMatchObject({ status: "won", is_blocking: 0, closed_at: later });
  expect((await redeem(voucher)).ok).toBe(true);
});

test("lost before use, what was held is gone and the booking is refunded; won late, it is surplus and nobody is paid", async () => {
  const sale = await aSale();
  const { db } = sale;
  await record(db, fact("lost", { moved: "out" }));
  expect(await idemsOf(sale)).toEqual(["dispute:dp_1", "dispute_lost:dp_1"]);
  expect(await balances(db, ["liabilities:held:b1", "assets:disputed:dp_1", "expenses:dispute_losses"])).toEqual({
    "liabilities:held:b1": 0,
    "assets:disputed:dp_1": 0,
    "expenses:dispute_losses": 0,
  });
  expect(await stateOf(sale)).toBe("refunded");
  expect((await listVouchers(db.read, "b1")).map(({ state }) => state)).toEqual(["void"]);
  expect(await listRefunds(db.read, "b1")).toEqual([]);
  await expectNoWrite(db, () => record(db, fact("lost", { moved: "out" })));
  await record(db, fact("won", { moved: "out-and-in" }));
  expect((await idemsOf(sale)).slice(2)).toEqual(["dispute_won:txn_in", "dispute_recovered:dp_1"]);
  expect(await balances(db, ["liabilities:surplus:b1", "assets:disputed:dp_1"])).toEqual({
    "liabilities:surplus:b1": -PRICE,
    "assets:disputed:dp_1": 0,
  });
  expect(await stateOf(sale)).toBe("cancelled");
  expect(await listRefunds(db.read, "b1")).toEqual([]);
});

test("lost after use, the merchant gives its share, the operator the rest, the fund keeps its leg", async () => {
  const sale = await aSale();
  const { db, redeem, voucher, merchant_id } = sale;
  await redeem(voucher);
  await record(db, fact("lost", { moved: "out" }));
  const accounts = [`liabilities:merchant:${merchant_id}`, "expenses:dispute_losses", "liabilities:fund:earned"];
  expect(await balances(db, accounts)).toEqual({
    [`liabilities:merchant:${merchant_id}`]: 0,
    "expenses:dispute_losses": 293,
    "liabilities:fund:earned": -128,
  });
  expect(await findSettlement(db.read, voucher.id)).toMatchObject({ amount_minor: 3_387, returned_minor: 3_387 });
  expect(await stateOf(sale)).toBe("redeemed");
  await record(db, fact("won", { moved: "out-and-in" }));
  expect(await balances(db, accounts)).toEqual({
    [`liabilities:merchant:${merchant_id}`]: -3_387,
    "expenses:dispute_losses": 0,
    "liabilities:fund:earned": -128,
  });
  expect(await findSettlement(db.read, voucher.id)).toMatchObject({ returned_minor: 0 });
});

test("what the bank takes beyond the charge is the operator's loss; what it leaves of unused vouchers goes back", async () => {
  const high = await aSale();
  await record(high.db, fact("lost", { moved: "out", amount_minor: PRICE + 20 }));
  expect(await getAccountBalance(high.db.read, "expenses:dispute_losses")).toBe(20);
  expect(await listRefunds(high.db.read, "b1")).toEqual([]);
  const low = await aSale({ quantity: 2 });
  await record(low.db, fact("lost", { moved: "out", amount_minor: 4_000 }));
  expect(await listRefunds(low.db.read, "b1")).toMatchObject([
    { reason: "rest", state: "requested", amount_minor: 2 * PRICE - 4_000 },
  ]);
  expect(await stateOf(low)).toBe("cancelled");
});

test("an inquiry and a prevented dispute move no money and stand in nobody's way", async () => {
  for (const status of ["warning_needs_response", "warning_closed", "prevented"]) {
    const sale = await aSale();
    await record(sale.db, fact(status));
    expect(await idemsOf(sale)).toEqual([]);
    expect((await sale.redeem(sale.voucher)).ok).toBe(true);
  }
});

test("a refund that the dispute overtook is owed no more once the dispute is lost", async () => {
  const sale = await aSale();
  const { db, resident_id } = sale;
  await inTransaction(db, (trx) => cancelBooking(trx, { booking_id: "b1", resident_id }, NOW));
  await record(db, fact("lost", { moved: "out" }));
  expect(await listRefunds(db.read, "b1")).toMatchObject([{ state: "canceled", failure_reason: "charge_disputed" }]);
  expect(await stateOf(sale)).toBe("refunded");
  const rows = await db.read.selectFrom("outbox").select(["operation", "state"]).execute();
  expect(rows).toContainEqual({ operation: "create-refund", state: "done" });
});

test.each(ordersOf([fact("needs_response"), fact("needs_response", { moved: "out" }), fact("lost", { moved: "out" })]))(
  "told in any order, a lost dispute ends the same %#",
  async (...told) => {
    const sale = await aSale();
    for (const each of told) await record(sale.db, each);
    expect(await idemsOf(sale)).toEqual(["dispute:dp_1", "dispute_lost:dp_1"]);
    expect(await findDispute(sale.db.read, "dp_1")).toMatchObject({ status: "lost", is_blocking: 0 });
    expect(await stateOf(sale)).toBe("refunded");
  },
);

test.each(
  ordersOf([
    fact("needs_response"),
    fact("under_review", { moved: "out" }),
    fact("won", { moved: "out" }),
    fact("won", { moved: "out-and-in" }),
  ]),
)("told in any order, a won dispute ends the same %#", async (...told) => {
  const sale = await aSale();
  for (const each of told) await record(sale.db, each);
  expect((await idemsOf(sale)).sort()).toEqual(["dispute:dp_1", "dispute_won:txn_in"]);
  expect(await findDispute(sale.db.read, "dp_1")).toMatchObject({ status: "won", is_blocking: 0 });
  expect(await stateOf(sale)).toBe("paid");
});

test("a redemption that comes while the dispute is being recorded waits for it and is refused", async () => {
  const { db, redeem, voucher } = await aSale();
  const [recorded, redeemed] = await overlapping(
    db,
    (trx) => recordDispute(trx, fact("needs_response", { moved: "out" }), later),
    () => redeem(voucher),
  );
  expect(recorded.ok).toBe(true);
  expect(redeemed).toEqual({ ok: false, error: "disputed" });
});

test("two that record one loss at once record it once", async () => {
  const sale = await aSale();
  const { db } = sale;
  const told = fact("lost", { moved: "out" });
  await overlapping(
    db,
    (trx) => recordDispute(trx, told, later),
    () => record(db, told),
  );
  expect(await idemsOf(sale)).toEqual(["dispute:dp_1", "dispute_lost:dp_1"]);
  expect((await dumpOf(db)).dispute_part).toHaveLength(1);
});

test("a payment under review is not served and its share waits until the review is closed", async () => {
  const { db, redeem, vouchers } = await aSale({ quantity: 2 });
  const [first, second] = vouchers;
  if (!first || !second) throw new Error("two vouchers were sold");
  await redeem(first);
  const review = { id: "prv_1", charge_id: "ch_1", is_open: true, reason: "rule", opened_at: NOW };
  const tell = (is_open: boolean) =>
    inTransaction(db, (trx) => recordPaymentReview(trx, { ...review, is_open }, later));
  await tell(true);
  await expectNoWrite(db, () => tell(true));
  expect(await findSettlement(db.read, first.id)).toMatchObject({ state: "held" });
  await expectRefusal(db, () => redeem(second), "disputed");
  await tell(false);
  await expectNoWrite(db, () => tell(true));
  expect(await findSettlement(db.read, first.id)).toMatchObject({ state: "waiting" });
  expect((await redeem(second)).ok).toBe(true);
  await expectRefusal(
    db,
    () => inTransaction(db, (trx) => recordPaymentReview(trx, { ...review, charge_id: "ch_9" }, later)),
    "charge-unknown",
  );
});
