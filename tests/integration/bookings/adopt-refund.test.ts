import { expect, test } from "vitest";
import { KEYS } from "#tests/support/a-stripe";
import { NOW } from "#tests/support/builders";
import { expectNoWrite } from "#tests/support/database-dump";
import { overlapping } from "#tests/support/overlapping";
import { answerRefundRequest } from "~/bookings/answer-refund-request.server";
import { askForRefund } from "~/bookings/ask-for-refund.server";
import { findBooking, findSettlement } from "~/bookings/bookings.queries.server";
import { cancelBooking } from "~/bookings/cancel-booking.server";
import { confirmPayment } from "~/bookings/confirm-payment.server";
import { recordRefund } from "~/bookings/record-refund.server";
import { listRefunds } from "~/bookings/refunds.queries.server";
import { addMs, MINUTE_MS } from "~/kernel/instant";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import type { RefundFact } from "~/payments/checkout";
import { claimOutboxRow } from "~/payments/claim-outbox-row.server";
import { listDueOutboxRows } from "~/payments/payments.queries.server";
import { inTransaction } from "~/platform/database.server";
import { aSale, type Sale } from "./a-sale";

const PRICE = 3_680;
const soon = addMs(NOW, MINUTE_MS);
const later = addMs(soon, MINUTE_MS);

function byHand(amount_minor: number, change: Partial<RefundFact> = {}): RefundFact {
  const made = { stripe_refund_id: "re_hand", charge_id: "ch_1", currency: "cny", outcome: "succeeded" as const };
  return { ...made, amount_minor, ...change };
}

const tell = ({ db }: Sale, fact: RefundFact) => inTransaction(db, (trx) => recordRefund(trx, fact, later));

/** Of a used voucher the shop agreed to give back `agreed_minor`; the refund waits to be sent. */
async function anAgreedRefund(agreed_minor: number, quantity = 1): Promise<Sale> {
  const sale = await aSale({ quantity });
  const { db, voucher, redeem, resident_id, merchant_id, cashier_id } = sale;
  await redeem(voucher);
  const wish = { id: "wish", booking_id: "b1", voucher_id: voucher.id, resident_id, reason: "cold" };
  const asked = await inTransaction(db, (trx) => askForRefund(trx, { ...wish, wanted_minor: PRICE }, soon));
  const answer = { request_id: "wish", merchant_id, answered_by: cashier_id, answer: "well", agreed_minor };
  const agreed = await inTransaction(db, (trx) => answerRefundRequest(trx, answer, soon));
  expect([asked.ok, agreed.ok]).toEqual([true, true]);
  return sale;
}

/** What of the booking's money lies where, in minor units; what owes nothing is left out. */
async function standing({ db, merchant_id }: Sale) {
  const names = {
    held: "liabilities:held:b1",
    surplus: "liabilities:surplus:b1",
    merchant: `liabilities:merchant:${merchant_id}`,
    commission: "revenue:commission",
    fund: "liabilities:fund:earned",
  };
  const found: Record<string, number> = {};
  for (const [name, account] of Object.entries(names)) {
    const amount = await getAccountBalance(db.read, account);
    if (amount !== 0) found[name] = amount;
  }
  return found;
}

const refundsOf = async ({ db }: Sale) =>
  (await listRefunds(db.read, "b1"))
    .map(({ reason, state, amount_minor }) => [reason, state, amount_minor].join(" "))
    .sort();
const queued = async ({ db }: Sale) =>
  (await listDueOutboxRows(db.read, later, 10))
    .filter(({ operation }) => operation === "create-refund")
    .map(({ params_json }) => JSON.parse(params_json).amount);

test("a refund by hand of what the shop agreed to is that refund: ours is not sent, and each party gives back once", async () => {
  const sale = await anAgreedRefund(PRICE);
  await tell(sale, byHand(PRICE));
  expect(await standing(sale)).toEqual({});
  expect(await refundsOf(sale)).toEqual([`agreed canceled ${PRICE}`, `dashboard succeeded ${PRICE}`]);
  expect(await queued(sale)).toEqual([]);
  expect((await findBooking(sale.db.read, "b1"))?.state).toBe("refunded");
  await expectNoWrite(sale.db, () => tell(sale, byHand(PRICE)));
});

test("a smaller one takes over its part of ours, and the rest of ours is asked for again", async () => {
  const sale = await anAgreedRefund(2_000);
  await tell(sale, byHand(500));
  expect(await refundsOf(sale)).toEqual(["agreed canceled 2000", "agreed requested 1500", "dashboard succeeded 500"]);
  expect(await queued(sale)).toEqual([1_500]);
  expect(await findSettlement(sale.db.read, sale.voucher.id)).toMatchObject({ state: "held" });
});

test("a larger one takes ours over, then unused vouchers, then used ones", async () => {
  const sale = await anAgreedRefund(1_000, 2);
  await tell(sale, byHand(1_000 + PRICE + 200));
  const parts = await sale.db.read.selectFrom("refund_part").selectAll().execute();
  const adopted = (await listRefunds(sale.db.read, "b1")).find(({ reason }) => reason === "dashboard");
  const taken = parts.filter(({ refund_id }) => refund_id === adopted?.id);
  expect(taken.sort((a, b) => a.ordinal - b.ordinal).map((part) => [part.source, part.amount_minor])).toEqual([
    ["split", 1_200],
    ["held", PRICE],
  ]);
  expect((await standing(sale)).held).toBeUndefined();
  expect((await standing(sale)).surplus).toBeUndefined();
});

test("one that was sent and not answered stays ours: the one by hand takes other money first", async () => {
  const sale = await aSale({ quantity: 2 });
  const { db, resident_id } = sale;
  await inTransaction(db, (trx) => cancelBooking(trx, { booking_id: "b1", resident_id }, soon));
  const [row] = (await listDueOutboxRows(db.read, later, 10)).filter(({ operation }) => operation === "create-refund");
  const claim = await claimOutboxRow(db, row?.id ?? "", soon);
  claim?.letGo();
  expect(claim?.row).toMatchObject({ state: "sent", tries_count: 1 });
  await tell(sale, byHand(500));
  expect(await refundsOf(sale)).toEqual(["dashboard succeeded 500", `resident_cancelled requested ${2 * PRICE}`]);
  expect(await standing(sale)).toEqual({ held: 500 - 2 * PRICE });
});

test("surplus that was given back by hand is not asked for again, what is left of it is", async () => {
  const sale = await aSale();
  const { db } = sale;
  const charge = { id: "ch_2", amount_minor: PRICE, currency: "cny", captured_at: NOW };
  await confirmPayment(db, { booking_id: "b1", charge }, KEYS, NOW);
  await tell(sale, byHand(600, { charge_id: "ch_2" }));
  expect(await refundsOf(sale)).toEqual([
    `surplus canceled ${PRICE}`,
    `surplus requested ${PRICE - 600}`,
    "surplus succeeded 600",
  ]);
  expect(await standing(sale)).toEqual({ held: -PRICE, surplus: 600 - PRICE });
});

test("a part of a failed refund that was made by hand leaves the rest of it a person's task", async () => {
  const sale = await aSale();
  const { db, resident_id } = sale;
  await inTransaction(db, (trx) => cancelBooking(trx, { booking_id: "b1", resident_id }, soon));
  const [refund] = await listRefunds(db.read, "b1");
  const failed = byHand(PRICE, { stripe_refund_id: "re_1", refund_id: refund?.id ?? "", outcome: "failed" });
  await tell(sale, failed);
  await tell(sale, byHand(1_000));
  expect(await refundsOf(sale)).toEqual([
    "dashboard succeeded 1000",
    `resident_cancelled failed ${PRICE - 1_000}`,
    `resident_cancelled failed ${PRICE}`,
  ]);
  const open = (await listRefunds(db.read, "b1")).filter(
    ({ state, resolved_at }) => state === "failed" && !resolved_at,
  );
  expect(open.map(({ amount_minor }) => amount_minor)).toEqual([PRICE - 1_000]);
  expect(await queued(sale)).not.toContain(PRICE - 1_000);
});

test("two that tell of one refund by hand at once take ours over once", async () => {
  const sale = await anAgreedRefund(2_000);
  await overlapping(
    sale.db,
    (trx) => recordRefund(trx, byHand(500), later),
    () => tell(sale, byHand(500)),
  );
  expect(await queued(sale)).toEqual([1_500]);
});
