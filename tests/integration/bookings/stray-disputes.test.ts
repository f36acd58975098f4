import { expect, test } from "vitest";
import { KEYS } from "#tests/support/a-stripe";
import { entriesOf, entryKinds } from "#tests/support/a-trading-shop";
import { aShop, NOW } from "#tests/support/builders";
import { expectNoWrite } from "#tests/support/database-dump";
import { ordersOf } from "#tests/support/orders-of";
import { overlapping } from "#tests/support/overlapping";
import { aDatabase } from "#tests/support/test-database";
import { confirmPayment } from "~/bookings/confirm-payment.server";
import { recordDispute } from "~/bookings/record-dispute.server";
import { recordPaymentReview } from "~/bookings/record-payment-review.server";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import type { DisputeFact } from "~/payments/dispute-fact";
import { type Database, inTransaction } from "~/platform/database.server";

const PRICE = 3_680;

/** Money that came for a booking `b9` which is not here. */
async function strayMoney(): Promise<Database> {
  const db = await aDatabase();
  await aShop(db);
  const charge = { id: "ch_9", amount_minor: PRICE, currency: "cny", captured_at: NOW };
  await confirmPayment(db, { booking_id: "b9", charge }, KEYS, NOW);
  return db;
}

function fact(status: string, moved_count: number, amount_minor = PRICE): DisputeFact {
  const out = { balance_transaction_id: "txn_out", amount_minor: -amount_minor, fee_minor: 1_500 };
  const back = { balance_transaction_id: "txn_in", amount_minor, fee_minor: 0, net_minor: amount_minor };
  const transactions = [{ ...out, net_minor: -amount_minor - 1_500 }, back].slice(0, moved_count);
  const about = { id: "dp_9", charge_id: "ch_9", currency: "cny", reason: "fraudulent", opened_at: NOW };
  return { ...about, amount_minor, status, transactions };
}

const tell = (db: Database, told: DisputeFact) => inTransaction(db, (trx) => recordDispute(trx, told, NOW));

async function balances(db: Database) {
  const accounts = ["liabilities:surplus:b9", "assets:disputed:dp_9", "expenses:dispute_losses", "assets:stripe"];
  return Promise.all(accounts.map((account) => getAccountBalance(db.read, account)));
}

test("a lost dispute of stray money is borne by that money, told any number of times", async () => {
  const db = await strayMoney();
  expect((await tell(db, fact("lost", 1))).ok).toBe(true);
  expect(await entryKinds(db)).toEqual(["payment_surplus", "dispute_opened", "dispute_lost"]);
  expect(await balances(db)).toEqual([0, 0, 0, -1_500]);
  await expectNoWrite(db, () => tell(db, fact("lost", 1)));
});

test("what it takes beyond that money is the operator's loss, and a late win gives it back first", async () => {
  const db = await strayMoney();
  await tell(db, fact("lost", 1, PRICE + 20));
  expect(await balances(db)).toEqual([0, 0, 20, -1_520]);
  await tell(db, fact("won", 2, PRICE + 20));
  expect(await balances(db)).toEqual([-PRICE, 0, 0, PRICE - 1_500]);
  expect((await entriesOf(db)).at(-1)).toMatchObject({ kind: "dispute_recovered", idem: "dispute_recovered:dp_9" });
  await expectNoWrite(db, () => tell(db, fact("won", 2, PRICE + 20)));
});

test.each(ordersOf([fact("needs_response", 0), fact("under_review", 1), fact("won", 1), fact("won", 2)]))(
  "told in any order, a won one ends the same %#",
  async (...told) => {
    const db = await strayMoney();
    for (const each of told) expect((await tell(db, each)).ok).toBe(true);
    expect((await entryKinds(db)).slice(1).sort()).toEqual(["dispute_opened", "dispute_won"]);
    expect(await balances(db)).toEqual([-PRICE, 0, 0, PRICE - 1_500]);
  },
);

test("two who record one loss at once record it once", async () => {
  const db = await strayMoney();
  const told = fact("lost", 1);
  await overlapping(
    db,
    (trx) => recordDispute(trx, told, NOW),
    () => tell(db, told),
  );
  expect(await entryKinds(db)).toEqual(["payment_surplus", "dispute_opened", "dispute_lost"]);
});

test("a review of stray money has nothing to hold, and is taken as handled", async () => {
  const db = await strayMoney();
  const review = { id: "prv_9", charge_id: "ch_9", is_open: true, reason: "rule", opened_at: NOW };
  const told = await expectNoWrite(db, () => inTransaction(db, (trx) => recordPaymentReview(trx, review, NOW)));
  expect(told.ok).toBe(true);
});
