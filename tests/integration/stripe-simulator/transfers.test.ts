import { afterEach, beforeEach, expect, test } from "vitest";
import { aMerchantAccount, aSimulator, type Bench, lastEventTypes, paidCharge } from "./simulator-fixture";

const START_MS = 1_800_000_000_000;
const DAY_MS = 86_400_000;

let bench: Bench;
let destination: string;

beforeEach(async () => {
  bench = await aSimulator();
  await bench.control("clock", { now: START_MS });
  destination = (await aMerchantAccount(bench)).id;
});

afterEach(() => bench.close());

test("a transfer follows its charge: pending with it, in its group", async () => {
  const charge = await paidCharge(bench);
  const params = { amount: 9_000, currency: "cny", destination, source_transaction: charge.id };
  const transfer = await bench.stripe.transfers.create(
    { ...params, metadata: { voucher: "v1" }, description: "d" },
    { idempotencyKey: "tr:v1" },
  );
  expect(transfer).toMatchObject({
    ...params,
    amount_reversed: 0,
    reversed: false,
    transfer_group: "booking-1",
    metadata: { voucher: "v1" },
    reversals: { data: [] },
  });
  const charged = await bench.stripe.balanceTransactions.retrieve(String(charge.balance_transaction));
  expect(await bench.stripe.balanceTransactions.retrieve(String(transfer.balance_transaction))).toMatchObject({
    type: "transfer",
    reporting_category: "transfer",
    amount: -9_000,
    fee: 0,
    source: transfer.id,
    available_on: charged.available_on,
    status: "pending",
  });
  expect(await lastEventTypes(bench, 1)).toEqual(["transfer.created"]);
  expect(await bench.stripe.balance.retrieve()).toMatchObject({
    available: [{ amount: 0 }],
    pending: [{ amount: 710 }],
  });
});

test("transfers of one charge never exceed it", async () => {
  const charge = await paidCharge(bench);
  const send = (amount: number) =>
    bench.stripe.transfers.create({ amount, currency: "cny", destination, source_transaction: charge.id });
  const first = await send(6_000);
  await expect(send(4_001)).rejects.toMatchObject({ statusCode: 400, param: "amount" });
  await bench.stripe.transfers.createReversal(first.id, {});
  await expect(send(4_001)).rejects.toMatchObject({ statusCode: 400, param: "amount" });
  await send(4_000);
  await expect(send(1)).rejects.toMatchObject({ statusCode: 400, param: "amount" });
  await expect(send(0)).rejects.toMatchObject({ statusCode: 400, param: "amount" });
});

test("the currency is that of the charge's balance transaction", async () => {
  const charge = await paidCharge(bench);
  await expect(
    bench.stripe.transfers.create({ amount: 100, currency: "usd", destination, source_transaction: charge.id }),
  ).rejects.toMatchObject({
    statusCode: 400,
    message:
      "The currency of source_transaction's balance transaction (cny) must be the same as the transfer currency (usd)",
  });
});

test("without a source the available balance must cover it", async () => {
  await paidCharge(bench);
  const send = () => bench.stripe.transfers.create({ amount: 9_000, currency: "cny", destination });
  await expect(send()).rejects.toMatchObject({ statusCode: 400, code: "balance_insufficient" });
  await bench.control("clock", { now: START_MS + 2 * DAY_MS });
  await send();
  await expect(send()).rejects.toMatchObject({ statusCode: 400, code: "balance_insufficient" });
  expect(await bench.stripe.balance.retrieve()).toMatchObject({
    available: [{ amount: 710 }],
    pending: [{ amount: 0 }],
  });
});

test("only an account that may receive transfers gets one", async () => {
  const charge = await paidCharge(bench);
  const send = (account: string) =>
    bench.stripe.transfers.create({ amount: 1, currency: "cny", destination: account, source_transaction: charge.id });
  await expect(send("acct_unknown")).rejects.toMatchObject({ code: "resource_missing", param: "destination" });
  await bench.control(`accounts/${destination}/restrict`);
  const refusal = { statusCode: 400, code: "insufficient_capabilities_for_transfer" };
  await expect(send(destination)).rejects.toMatchObject(refusal);
  await bench.control(`accounts/${destination}/activate`);
  await send(destination);
  await bench.control(`accounts/${destination}/close`);
  await expect(send(destination)).rejects.toMatchObject(refusal);
  expect((await bench.stripe.transfers.list()).data).toHaveLength(1);
});

test("a reversal brings money back and adds up on the transfer", async () => {
  const charge = await paidCharge(bench);
  const transfer = await bench.stripe.transfers.create({
    amount: 9_000,
    currency: "cny",
    destination,
    source_transaction: charge.id,
  });
  const first = await bench.stripe.transfers.createReversal(transfer.id, { amount: 2_000, metadata: { refund: "r1" } });
  expect(first).toMatchObject({ amount: 2_000, transfer: transfer.id, metadata: { refund: "r1" } });
  expect(await bench.stripe.balanceTransactions.retrieve(String(first.balance_transaction))).toMatchObject({
    type: "transfer_refund",
    amount: 2_000,
    source: first.id,
  });
  const second = await bench.stripe.transfers.createReversal(transfer.id, {});
  expect(second.amount).toBe(7_000);
  expect(await bench.stripe.transfers.retrieve(transfer.id)).toMatchObject({ amount_reversed: 9_000, reversed: true });
  await expect(bench.stripe.transfers.createReversal(transfer.id, {})).rejects.toMatchObject({ statusCode: 400 });
  const events = (await bench.stripe.events.list({ type: "transfer.reversed" })).data;
  expect(events.map(({ data }) => (data.object as { amount_reversed: number }).amount_reversed)).toEqual([
    9_000, 2_000,
  ]);
  const listed = (await bench.stripe.transfers.listReversals(transfer.id)).data;
  expect(listed.map(({ amount }) => amount)).toEqual([7_000, 2_000]);
  expect(await bench.stripe.transfers.retrieveReversal(transfer.id, first.id)).toMatchObject({ id: first.id });
  await expect(bench.stripe.transfers.retrieveReversal("tr_other", first.id)).rejects.toMatchObject({
    statusCode: 404,
  });
});

test("a reversal needs what the merchant still has", async () => {
  const charge = await paidCharge(bench);
  const transfer = await bench.stripe.transfers.create({
    amount: 9_000,
    currency: "cny",
    destination,
    source_transaction: charge.id,
  });
  await bench.control(`accounts/${destination}/empty`);
  await expect(bench.stripe.transfers.createReversal(transfer.id, { amount: 1 })).rejects.toMatchObject({
    statusCode: 400,
    code: "balance_insufficient",
  });
  expect(await bench.stripe.transfers.retrieve(transfer.id)).toMatchObject({ amount_reversed: 0 });
});

test("transfers are listed by group, destination and time", async () => {
  const charge = await paidCharge(bench);
  const other = (await aMerchantAccount(bench)).id;
  const send = (account: string, transfer_group: string) =>
    bench.stripe.transfers.create({
      amount: 1_000,
      currency: "cny",
      destination: account,
      source_transaction: charge.id,
      transfer_group,
    });
  const a = await send(destination, "g1");
  await bench.control("clock", { now: START_MS + 1_000 });
  const b = await send(other, "g1");
  const c = await send(other, "g2");
  const ids = async (params: object) => (await bench.stripe.transfers.list(params)).data.map(({ id }) => id);
  expect(await ids({ transfer_group: "g1" })).toEqual([b.id, a.id]);
  expect(await ids({ destination: other })).toEqual([c.id, b.id]);
  expect(await ids({ created: { lte: START_MS / 1_000 } })).toEqual([a.id]);
});

test("a payout takes available money to the bank, and may come back after it was paid", async () => {
  await paidCharge(bench);
  const send = () => bench.stripe.payouts.create({ amount: 5_000, currency: "cny", metadata: { batch: "b1" } });
  await expect(send()).rejects.toMatchObject({ statusCode: 400, code: "balance_insufficient" });
  await bench.control("clock", { now: START_MS + 2 * DAY_MS });
  const payout = await send();
  expect(payout).toMatchObject({ status: "pending", automatic: false, metadata: { batch: "b1" } });
  expect(await bench.stripe.balance.retrieve()).toMatchObject({ available: [{ amount: 4_710 }] });
  await bench.control("settle");
  expect(await bench.stripe.payouts.retrieve(payout.id)).toMatchObject({ status: "paid" });
  await bench.control(`payouts/${payout.id}/fail`);
  await bench.control(`payouts/${payout.id}/fail`);
  const failed = await bench.stripe.payouts.retrieve(payout.id, { expand: ["failure_balance_transaction"] });
  expect(failed).toMatchObject({
    status: "failed",
    failure_code: "account_closed",
    failure_balance_transaction: { type: "payout_failure", amount: 5_000 },
  });
  expect(await lastEventTypes(bench, 3)).toEqual(["payout.created", "payout.paid", "payout.failed"]);
  expect(await bench.stripe.balance.retrieve()).toMatchObject({ available: [{ amount: 9_710 }] });
  expect((await bench.stripe.payouts.list({ status: "failed" })).data).toHaveLength(1);
});

test("an automatic payout names the transactions it took, a manual one cannot", async () => {
  const charge = await paidCharge(bench);
  await bench.control("clock", { now: START_MS + 2 * DAY_MS });
  const manual = await bench.stripe.payouts.create({ amount: 1_000, currency: "cny" });
  const automatic = (await bench.control("payouts")) as { id: string; amount: number };
  expect(automatic.amount).toBe(8_710);
  const { balanceTransactions } = bench.stripe;
  await expect(balanceTransactions.list({ payout: manual.id })).rejects.toMatchObject({ statusCode: 400 });
  const taken = (await balanceTransactions.list({ payout: automatic.id })).data;
  expect(taken.map(({ source }) => source)).toEqual([automatic.id, manual.id, charge.id]);
  expect(taken.reduce((sum, { net }) => sum + net, 0)).toBe(0);
  await bench.control("settle");
  expect(await lastEventTypes(bench, 1)).toEqual(["payout.reconciliation_completed"]);
  await expect(bench.control("payouts")).rejects.toThrow("Nothing is available");
});
