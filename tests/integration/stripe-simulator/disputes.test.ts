import { afterEach, beforeEach, expect, test } from "vitest";
import { aSimulator, type Bench, lastEventTypes, paidCharge } from "./simulator-fixture";

const START_MS = 1_800_000_000_000;
const SEVEN_DAYS = 604_800;

let bench: Bench;

beforeEach(async () => {
  bench = await aSimulator();
  await bench.control("clock", { now: START_MS });
});

afterEach(() => bench.close());

/** Sum of everything that ever moved the balance. */
async function balanceSum(): Promise<number> {
  const transactions = await bench.stripe.balanceTransactions.list({ limit: 100 });
  return transactions.data.reduce((sum, { net }) => sum + net, 0);
}

async function openDispute(fields: object) {
  return (await bench.control("disputes", fields)) as { id: string };
}

test("a dispute takes its amount and its fee out of the balance", async () => {
  const charge = await paidCharge(bench);
  const { id } = await openDispute({ charge: charge.id, reason: "product_not_received" });
  const dispute = await bench.stripe.disputes.retrieve(id);
  expect(dispute).toMatchObject({
    amount: 10_000,
    charge: charge.id,
    currency: "cny",
    is_charge_refundable: false,
    payment_intent: charge.payment_intent,
    reason: "product_not_received",
    status: "needs_response",
    evidence_details: { due_by: START_MS / 1_000 + SEVEN_DAYS, has_evidence: false },
  });
  expect(dispute.balance_transactions).toMatchObject([
    {
      type: "adjustment",
      reporting_category: "dispute",
      amount: -10_000,
      fee: 1_500,
      net: -11_500,
      fee_details: [{ amount: 1_500, type: "stripe_fee" }],
      source: id,
    },
  ]);
  expect(await bench.stripe.charges.retrieve(charge.id)).toMatchObject({ disputed: true });
  expect(await lastEventTypes(bench, 2)).toEqual(["charge.dispute.created", "charge.dispute.funds_withdrawn"]);
  expect(await balanceSum()).toBe(9_710 - 11_500);
  expect(await bench.stripe.balance.retrieve()).toMatchObject({
    available: [{ amount: -11_500 }],
    pending: [{ amount: 9_710 }],
  });
});

test("a dispute that is won gives the amount back and keeps the fee", async () => {
  const charge = await paidCharge(bench);
  const { id } = await openDispute({ charge: charge.id });
  await bench.control(`disputes/${id}/close`, { outcome: "won" });
  await bench.control(`disputes/${id}/close`, { outcome: "won" });
  const dispute = await bench.stripe.disputes.retrieve(id);
  expect(dispute.status).toBe("won");
  expect(dispute.balance_transactions.map(({ amount, reporting_category }) => [reporting_category, amount])).toEqual([
    ["dispute", -10_000],
    ["dispute_reversal", 10_000],
  ]);
  expect(await lastEventTypes(bench, 2)).toEqual(["charge.dispute.funds_reinstated", "charge.dispute.closed"]);
  expect(await balanceSum()).toBe(9_710 - 1_500);
  expect((await bench.stripe.refunds.create({ charge: charge.id })).status).toBe("succeeded");
});

test("a lost dispute may be won later", async () => {
  const charge = await paidCharge(bench);
  const { id } = await openDispute({ charge: charge.id });
  await bench.control(`disputes/${id}/close`, { outcome: "lost" });
  expect(await lastEventTypes(bench, 1)).toEqual(["charge.dispute.closed"]);
  expect(await balanceSum()).toBe(9_710 - 11_500);
  await bench.control(`disputes/${id}/close`, { outcome: "won" });
  expect(await bench.stripe.disputes.retrieve(id)).toMatchObject({ status: "won" });
  expect(await balanceSum()).toBe(9_710 - 1_500);
  await expect(bench.control(`disputes/${id}/close`, { outcome: "lost" })).rejects.toThrow("closed already");
});

test("a dispute may arrive lost, and is then never announced as closed", async () => {
  const charge = await paidCharge(bench);
  const { id } = await openDispute({ charge: charge.id, status: "lost" });
  expect(await bench.stripe.disputes.retrieve(id)).toMatchObject({
    status: "lost",
    evidence_details: { due_by: null },
  });
  expect(await lastEventTypes(bench, 2)).toEqual(["charge.dispute.created", "charge.dispute.funds_withdrawn"]);
});

test("an inquiry moves no money until it becomes a dispute", async () => {
  const charge = await paidCharge(bench);
  const first = await openDispute({ charge: charge.id, status: "warning_needs_response" });
  expect(await lastEventTypes(bench, 1)).toEqual(["charge.dispute.created"]);
  expect(await balanceSum()).toBe(9_710);
  await expect(bench.control(`disputes/${first.id}/close`, { outcome: "won" })).rejects.toThrow("does not become won");
  await bench.control(`disputes/${first.id}/close`, { outcome: "warning_closed" });
  expect(await bench.stripe.disputes.retrieve(first.id)).toMatchObject({
    status: "warning_closed",
    balance_transactions: [],
  });
  const second = await openDispute({ charge: charge.id, status: "warning_needs_response" });
  await bench.control(`disputes/${second.id}/escalate`);
  expect(await bench.stripe.disputes.retrieve(second.id)).toMatchObject({
    status: "needs_response",
    balance_transactions: [{ amount: -10_000 }],
  });
  expect(await lastEventTypes(bench, 2)).toEqual(["charge.dispute.updated", "charge.dispute.funds_withdrawn"]);
});

test("several disputes of one charge stand side by side, over less or more than was charged", async () => {
  const charge = await paidCharge(bench);
  const other = await paidCharge(bench);
  const less = await openDispute({ charge: charge.id, amount: 4_000 });
  await bench.control("clock", { now: START_MS + 1_000 });
  const more = await openDispute({ charge: charge.id, amount: 12_345 });
  await openDispute({ charge: other.id });
  const ids = async (params: object) => (await bench.stripe.disputes.list(params)).data.map(({ id }) => id);
  expect(await ids({ charge: charge.id })).toEqual([more.id, less.id]);
  expect(await ids({ payment_intent: String(charge.payment_intent) })).toEqual([more.id, less.id]);
  expect(await ids({ created: { lt: START_MS / 1_000 + 1 } })).toEqual([less.id]);
  expect(await balanceSum()).toBe(2 * 9_710 - 5_500 - 13_845 - 11_500);
});

test("only card payments that succeeded can be disputed", async () => {
  const wallet = await paidCharge(bench, "wallet-later");
  await expect(openDispute({ charge: wallet.id })).rejects.toThrow("Wallet payments have no disputes.");
  await expect(openDispute({ charge: "ch_unknown" })).rejects.toThrow("404");
  await expect(openDispute({ charge: wallet.id, amount: 0 })).rejects.toThrow("amount");
  expect((await bench.stripe.disputes.list()).data).toEqual([]);
});

test("no refund while a dispute is open, and none of what a lost one took", async () => {
  const charge = await paidCharge(bench);
  const { id } = await openDispute({ charge: charge.id, amount: 6_000 });
  const refund = (amount: number) => bench.stripe.refunds.create({ charge: charge.id, amount });
  await expect(refund(100)).rejects.toMatchObject({ statusCode: 400, code: "charge_disputed" });
  await bench.control(`disputes/${id}/close`, { outcome: "lost" });
  await expect(refund(4_001)).rejects.toMatchObject({ statusCode: 400, code: "charge_disputed" });
  expect((await refund(4_000)).status).toBe("succeeded");
});

test("a pending refund overtaken by a dispute fails and gives the money back", async () => {
  const charge = await paidCharge(bench);
  await bench.control("habits", { pendingRefunds: true });
  const refund = await bench.stripe.refunds.create({ charge: charge.id });
  expect(refund.status).toBe("pending");
  await openDispute({ charge: charge.id });
  expect(await bench.stripe.refunds.retrieve(refund.id)).toMatchObject({
    status: "failed",
    failure_reason: "charge_for_pending_refund_disputed",
  });
  expect(await bench.stripe.charges.retrieve(charge.id)).toMatchObject({ disputed: true, amount_refunded: 0 });
  expect(await balanceSum()).toBe(9_710 - 11_500);
  expect(await bench.control("settle")).toEqual({ settled: 0 });
});

test("evidence is staged, submitted, and refused once the dispute is closed", async () => {
  const charge = await paidCharge(bench);
  const { id } = await openDispute({ charge: charge.id });
  const { disputes } = bench.stripe;
  await disputes.update(id, { evidence: { service_date: "2027-01-15" }, submit: false });
  expect(await disputes.retrieve(id)).toMatchObject({
    status: "needs_response",
    evidence: { service_date: "2027-01-15" },
    evidence_details: { has_evidence: true, submission_count: 0 },
  });
  await disputes.update(id, { evidence: { uncategorized_text: "核销记录" }, metadata: { note: "n" } });
  expect(await disputes.retrieve(id)).toMatchObject({
    status: "under_review",
    evidence: { service_date: "2027-01-15", uncategorized_text: "核销记录" },
    evidence_details: { submission_count: 1, submission_method: "manual" },
    metadata: { note: "n" },
  });
  expect(await lastEventTypes(bench, 1)).toEqual(["charge.dispute.updated"]);
  expect((await disputes.close(id)).status).toBe("lost");
  await expect(disputes.close(id)).rejects.toMatchObject({ statusCode: 400 });
  await expect(disputes.update(id, {})).rejects.toMatchObject({ statusCode: 400 });
});

test("a balance transaction may come late: refunds and disputes call it in", async () => {
  await bench.control("habits", { lateBalance: 5_000 });
  const charge = await paidCharge(bench, "card", { is_settled: false });
  expect(charge.balance_transaction).toBeNull();
  expect((await bench.stripe.balanceTransactions.list()).data).toEqual([]);
  await bench.control("clock", { now: START_MS + 5_000 });
  const updated = await bench.stripe.charges.retrieve(charge.id, { expand: ["balance_transaction"] });
  expect(updated.balance_transaction).toMatchObject({ amount: 10_000, created: START_MS / 1_000 + 5 });
  expect(await lastEventTypes(bench, 1)).toEqual(["charge.updated"]);
  const other = await paidCharge(bench, "card", { is_settled: false });
  await bench.stripe.refunds.create({ charge: other.id, amount: 1_000 });
  expect(await bench.stripe.charges.retrieve(other.id)).toMatchObject({
    amount_refunded: 1_000,
    balance_transaction: expect.stringMatching(/^txn_/),
  });
  const third = await paidCharge(bench, "card", { is_settled: false });
  await openDispute({ charge: third.id });
  expect(await bench.stripe.charges.retrieve(third.id)).toMatchObject({
    balance_transaction: expect.stringMatching(/^txn_/),
    disputed: true,
  });
});
