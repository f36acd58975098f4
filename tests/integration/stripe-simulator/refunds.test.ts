import { afterEach, beforeEach, expect, test } from "vitest";
import { aSimulator, type Bench, lastEventTypes, paidCharge } from "./simulator-fixture";

const START_MS = 1_800_000_000_000;
const DAY_MS = 86_400_000;

let bench: Bench;

beforeEach(async () => {
  bench = await aSimulator();
  await bench.control("clock", { now: START_MS });
});

afterEach(() => bench.close());

test("a card refund succeeds at once and leaves the balance", async () => {
  const charge = await paidCharge(bench);
  const refund = await bench.stripe.refunds.create(
    { charge: charge.id, amount: 4_000, reason: "requested_by_customer", metadata: { refund: "r1" } },
    { idempotencyKey: "r1" },
  );
  expect(refund).toMatchObject({
    status: "succeeded",
    amount: 4_000,
    charge: charge.id,
    reason: "requested_by_customer",
    metadata: { refund: "r1" },
  });
  expect(await bench.stripe.balanceTransactions.retrieve(String(refund.balance_transaction))).toMatchObject({
    type: "refund",
    amount: -4_000,
    fee: 0,
    net: -4_000,
    source: refund.id,
  });
  expect(await bench.stripe.charges.retrieve(charge.id, { expand: ["refunds"] })).toMatchObject({
    amount_refunded: 4_000,
    refunded: false,
    refunds: { data: [{ id: refund.id }] },
  });
  expect(await lastEventTypes(bench, 2)).toEqual(["refund.created", "charge.refunded"]);
  const [event] = (await bench.stripe.events.list({ type: "refund.created" })).data;
  expect(event?.request).toEqual({ id: expect.stringMatching(/^req_/), idempotency_key: "r1" });
});

test("refunds never exceed the charge", async () => {
  const charge = await paidCharge(bench);
  const { refunds } = bench.stripe;
  await refunds.create({ payment_intent: String(charge.payment_intent), amount: 9_000 });
  await expect(refunds.create({ charge: charge.id, amount: 1_001 })).rejects.toMatchObject({
    statusCode: 400,
    param: "amount",
  });
  await expect(refunds.create({ charge: charge.id, amount: 0 })).rejects.toMatchObject({
    statusCode: 400,
    param: "amount",
  });
  await refunds.create({ charge: charge.id });
  await expect(refunds.create({ charge: charge.id })).rejects.toMatchObject({ code: "charge_already_refunded" });
  expect((await refunds.list({ charge: charge.id })).data.map((refund) => refund.amount)).toEqual([1_000, 9_000]);
  expect(await bench.stripe.charges.retrieve(charge.id)).toMatchObject({ amount_refunded: 10_000, refunded: true });
  await expect(refunds.create({ charge: "ch_unknown" })).rejects.toMatchObject({
    statusCode: 404,
    code: "resource_missing",
  });
});

test("a wallet refund is pending first and succeeds after three seconds", async () => {
  const charge = await paidCharge(bench, "wallet-later");
  const refund = await bench.stripe.refunds.create({ charge: charge.id });
  expect(refund.status).toBe("pending");
  await bench.control("clock", { now: START_MS + 3_000 });
  expect(await bench.stripe.refunds.retrieve(refund.id)).toMatchObject({ status: "succeeded" });
  expect(await lastEventTypes(bench, 4)).toEqual([
    "refund.created",
    "charge.refunded",
    "refund.updated",
    "charge.refund.updated",
  ]);
  expect(await bench.stripe.balanceTransactions.retrieve(String(refund.balance_transaction))).toMatchObject({
    type: "payment_refund",
    amount: -10_000,
    fee: 0,
  });
});

test("a wallet refund that fails puts the money back", async () => {
  const charge = await paidCharge(bench, "wallet-later", { wallet: "wechat_pay" });
  const refund = await bench.stripe.refunds.create({ charge: charge.id });
  await bench.control(`refunds/${refund.id}/fail`);
  const failed = await bench.stripe.refunds.retrieve(refund.id, { expand: ["failure_balance_transaction"] });
  expect(failed).toMatchObject({ status: "failed", failure_balance_transaction: { amount: 10_000, net: 10_000 } });
  expect(await bench.stripe.charges.retrieve(charge.id)).toMatchObject({ amount_refunded: 0, refunded: false });
  expect(await lastEventTypes(bench, 3)).toEqual(["refund.updated", "charge.refund.updated", "refund.failed"]);
  expect(await bench.control("settle")).toEqual({ settled: 0 });
});

test.each([
  ["alipay", 90],
  ["wechat_pay", 180],
])("%s cannot be refunded after %i days", async (wallet, day_count) => {
  const charge = await paidCharge(bench, "wallet-later", { wallet });
  await bench.control("clock", { now: START_MS + day_count * DAY_MS });
  await bench.stripe.refunds.create({ charge: charge.id, amount: 100 });
  await bench.control("clock", { now: START_MS + day_count * DAY_MS + 1_000 });
  await expect(bench.stripe.refunds.create({ charge: charge.id, amount: 100 })).rejects.toMatchObject({
    statusCode: 400,
  });
});

test("money is pending for two days, and the balance is the sum of its transactions", async () => {
  const charge = await paidCharge(bench);
  const other = await paidCharge(bench, "wallet-later");
  await bench.stripe.refunds.create({ charge: charge.id, amount: 500 });
  const net = 9_710 + 9_780 - 500;
  expect(await bench.stripe.balance.retrieve()).toMatchObject({
    available: [{ amount: 0, currency: "cny" }],
    pending: [{ amount: net, currency: "cny" }],
  });
  await bench.control("clock", { now: START_MS + 2 * DAY_MS });
  expect(await bench.stripe.balance.retrieve()).toMatchObject({
    available: [{ amount: net }],
    pending: [{ amount: 0 }],
  });
  const transactions = (await bench.stripe.balanceTransactions.list({ created: { gte: START_MS / 1_000 } })).data;
  expect(transactions.reduce((sum, transaction) => sum + transaction.net, 0)).toBe(net);
  expect(transactions.every((transaction) => transaction.status === "available")).toBe(true);
  expect((await bench.stripe.balanceTransactions.list({ source: other.id })).data).toMatchObject([
    { type: "payment", net: 9_780 },
  ]);
});
