import { expect, test, vi } from "vitest";
import { aPaidBooking } from "#tests/support/a-paid-booking";
import { aTradingShop, entriesOf, type TradingShop } from "#tests/support/a-trading-shop";
import { NOW } from "#tests/support/builders";
import { expectNoWrite, expectRefusal } from "#tests/support/database-dump";
import { overlapping } from "#tests/support/overlapping";
import { listVouchers } from "~/bookings/bookings.queries.server";
import { redeemVoucher } from "~/bookings/redeem-voucher.server";
import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { addMs, DAY_MS, HOUR_MS } from "~/kernel/instant";
import { OPERATOR_BANK, STRIPE_BALANCE } from "~/ledger/account";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import { approveWithdrawal } from "~/payouts/approve-withdrawal.server";
import { listUnmatchedLines } from "~/payouts/bank.queries.server";
import { matchBankLines } from "~/payouts/match-bank-lines.server";
import { matchWithdrawal } from "~/payouts/match-withdrawal.server";
import { openPayoutAccount } from "~/payouts/open-payout-account.server";
import { recordWithdrawal } from "~/payouts/record-withdrawal.server";
import { requestWithdrawal } from "~/payouts/request-withdrawal.server";
import { voidWithdrawal } from "~/payouts/void-withdrawal.server";
import { findWithdrawal, getWithdrawableSum } from "~/payouts/withdrawals.queries.server";
import { inTransaction } from "~/platform/database.server";
import { done, importLines } from "./a-payday";

vi.setConfig({ testTimeout: 60_000 });

/** What was paid is available at the processor by then. */
const LATER = addMs(NOW, 5 * DAY_MS);

/** A shop whose voucher was used, with its money at the processor, and a withdrawal of 10.00 that zhou asked for. */
async function aRequest() {
  const shop = await aTradingShop();
  const { db, services, stripe, resident_id, offer_id } = shop;
  await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id }, NOW);
  const [voucher] = await listVouchers(db.read, "b1");
  const redemption = {
    voucher_id: voucher?.id ?? "",
    ordinal: 1,
    merchant_id: "teahouse",
    cashier_id: shop.cashier_id,
  };
  await done(db, (trx) => redeemVoucher(trx, redemption, services.keys.voucher_key, addMs(NOW, 2_000)));
  await stripe.setClock(LATER);
  const id = await done(db, (trx) => requestWithdrawal(trx, { amount_minor: 1_000, requested_by: "zhou" }, LATER));
  const approve = (by = "he") =>
    inTransaction(db, (trx) => approveWithdrawal(trx, { withdrawal_id: id, approved_by: by }, LATER));
  return { ...shop, id, approve };
}

async function press({ services }: TradingShop, path: string): Promise<void> {
  const { secret_key, api_base } = services.settings.stripe;
  const headers = { authorization: `Bearer ${secret_key}`, "content-type": "application/json" };
  const answer = await fetch(new URL(`/_simulator/${path}`, api_base), { method: "POST", headers, body: "{}" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
}

async function balances({ db }: TradingShop): Promise<number[]> {
  return [await getAccountBalance(db.read, OPERATOR_BANK), await getAccountBalance(db.read, STRIPE_BALANCE)];
}

test("asked for by one, approved by another, it goes from the processor to the bank, once", async () => {
  const shop = await aRequest();
  const [, before = 0] = await balances(shop);
  expect((await shop.approve()).ok).toBe(true);
  expect((await expectNoWrite(shop.db, () => shop.approve())).ok).toBe(true);
  await runEverythingDue(shop.services, addMs(LATER, 1_000));
  await runEverythingDue(shop.services, addMs(LATER, HOUR_MS));
  expect(await balances(shop)).toEqual([1_000, before - 1_000]);
  const posted = (await entriesOf(shop.db)).filter(({ kind }) => kind === "payout");
  expect(posted).toHaveLength(1);
  expect(posted[0]?.idem).toMatch(/^payout:po_/);
  expect(posted[0]?.stripe.balance_transaction).toMatch(/^txn_/);
});

test("who asked for it may not approve it, and the database refuses that too", async () => {
  const shop = await aRequest();
  await expectRefusal(shop.db, () => shop.approve("zhou"), "same-person");
  const change = { state: "approved", approved_by: "zhou" } as const;
  const update = shop.db.write.updateTable("withdrawal").set(change).where("id", "=", shop.id);
  await expect(update.execute()).rejects.toThrow(/withdrawal_second_person|CHECK/);
});

test("more than there is, nothing at all, or a second one while one waits is refused", async () => {
  const shop = await aRequest();
  const ask = (amount_minor: number) =>
    inTransaction(shop.db, (trx) => requestWithdrawal(trx, { amount_minor, requested_by: "he" }, LATER));
  await expectRefusal(shop.db, () => ask(100), "withdrawal-open");
  const giveUp = () => inTransaction(shop.db, (trx) => voidWithdrawal(trx, shop.id, LATER));
  expect((await giveUp()).ok).toBe(true);
  expect((await expectNoWrite(shop.db, giveUp)).ok).toBe(true);
  await expectRefusal(shop.db, () => shop.approve(), "not-open");
  await expectRefusal(shop.db, () => ask(0), "amount-invalid");
  await expectRefusal(shop.db, () => ask(1_000_000), "more-than-there-is");
});

test("two who approve at one moment ask the processor once", async () => {
  const shop = await aRequest();
  const outcomes = await overlapping(
    shop.db,
    (trx) => approveWithdrawal(trx, { withdrawal_id: shop.id, approved_by: "he" }, LATER),
    () => shop.approve("admin"),
  );
  expect(outcomes[0].ok).toBe(true);
  expect(outcomes[1]).toEqual({ ok: false, error: "not-open" });
  await runEverythingDue(shop.services, addMs(LATER, 1_000));
  expect((await shop.stripe.stripe.payouts.list()).data).toHaveLength(1);
});

test("one that was paid may fail later: its entry is mirrored", async () => {
  const shop = await aRequest();
  const before = await balances(shop);
  await shop.approve();
  await runEverythingDue(shop.services, addMs(LATER, 1_000));
  const { stripe_payout_id } = (await findWithdrawal(shop.db.read, shop.id)) ?? {};
  await press(shop, `payouts/${stripe_payout_id}/fail`);
  await runEverythingDue(shop.services, addMs(LATER, HOUR_MS));
  await runEverythingDue(shop.services, addMs(LATER, 2 * HOUR_MS));
  expect(await findWithdrawal(shop.db.read, shop.id)).toMatchObject({ state: "failed" });
  expect(await balances(shop)).toEqual(before);
  expect((await entriesOf(shop.db)).filter(({ kind }) => kind === "payout_failed")).toHaveLength(1);
});

test("one nobody asked for here is not posted, and stays visible", async () => {
  const shop = await aRequest();
  const fact = { stripe_payout_id: "po_x", amount_minor: 5, currency: "cny", outcome: "paid" } as const;
  const record = () => inTransaction(shop.db, (trx) => recordWithdrawal(trx, fact, LATER));
  await expectRefusal(shop.db, record, "withdrawal-unknown");
});

test("one the processor refuses has failed, with its reason; nothing is posted and nothing is asked again", async () => {
  const shop = await aRequest();
  const before = await balances(shop);
  await shop.stripe.setClock(NOW);
  expect((await shop.approve()).ok).toBe(true);
  await runEverythingDue(shop.services, addMs(NOW, 1_000));
  await runEverythingDue(shop.services, addMs(LATER, 1_000));
  const found = await findWithdrawal(shop.db.read, shop.id);
  expect(found).toMatchObject({ state: "failed", stripe_payout_id: null });
  expect(found?.failure_reason).toMatch(/balance/i);
  expect(await balances(shop)).toEqual(before);
  expect((await shop.stripe.stripe.payouts.list()).data).toHaveLength(0);
});

test("its arrival on the statement is matched and posts nothing", async () => {
  const shop = await aRequest();
  await shop.approve();
  await runEverythingDue(shop.services, addMs(LATER, 1_000));
  const { reference = "" } = (await findWithdrawal(shop.db.read, shop.id)) ?? {};
  const said: [number, string][] = [
    [1_000, `STRIPE ${reference}`],
    [1_000, "没有附言"],
  ];
  await importLines(shop.db, { account: "operator", said, by: "lin" }, LATER);
  const before = await entriesOf(shop.db);
  expect(await matchBankLines(shop.db, "operator", LATER)).toBe(1);
  expect(await entriesOf(shop.db)).toEqual(before);
  const [line] = await listUnmatchedLines(shop.db.read, "operator");
  const again = { line_id: line?.id ?? "", withdrawal_id: shop.id };
  const match = (decided_by: string) =>
    inTransaction(shop.db, (trx) => matchWithdrawal(trx, { ...again, decided_by }, LATER));
  await expectRefusal(shop.db, () => match("he"), "approver-matches");
  await expectRefusal(shop.db, () => match("zhou"), "does-not-fit");
});

test("a line of a statement imported by whoever asked for it or approved it waits for a second person", async () => {
  const shop = await aRequest();
  await shop.approve();
  await runEverythingDue(shop.services, addMs(LATER, 1_000));
  const { reference = "" } = (await findWithdrawal(shop.db.read, shop.id)) ?? {};
  await importLines(shop.db, { account: "operator", said: [[1_000, reference]], by: "zhou" }, LATER);
  expect(await matchBankLines(shop.db, "operator", LATER)).toBe(0);
  const [line] = await listUnmatchedLines(shop.db.read, "operator");
  const match = (decided_by: string) =>
    inTransaction(shop.db, (trx) =>
      matchWithdrawal(trx, { line_id: line?.id ?? "", withdrawal_id: shop.id, decided_by }, LATER),
    );
  await expectRefusal(shop.db, () => match("zhou"), "second-person-needed");
  expect((await match("lin")).ok).toBe(true);
});

test("what is spoken for stays: unused vouchers, refunds that were asked for, shares that go by transfer", async () => {
  const shop = await aRequest();
  const { db, services, stripe, resident_id, offer_id } = shop;
  await done(db, (trx) => voidWithdrawal(trx, shop.id, LATER));
  const free = (await getWithdrawableSum(db.read)).withdrawable_minor;
  expect(free).toBeGreaterThan(3_387);
  await aPaidBooking(services, stripe, { id: "b2", resident_id, offer_id }, LATER);
  const held = await getWithdrawableSum(db.read);
  expect(held.held_minor).toBe(3_680);
  expect(held.withdrawable_minor).toBeLessThanOrEqual(free);
  const ask = (amount_minor: number) =>
    inTransaction(db, (trx) => requestWithdrawal(trx, { amount_minor, requested_by: "zhou" }, LATER));
  await expectRefusal(db, () => ask(held.withdrawable_minor + 1), "more-than-there-is");
  const recipient = { merchant_id: "teahouse", country: "sg", contact_email: "a@example.com", updated_by: "owner" };
  await done(db, (trx) => openPayoutAccount(trx, recipient, LATER));
  expect(await getWithdrawableSum(db.read)).toMatchObject({
    transfers_minor: 3_387,
    withdrawable_minor: held.withdrawable_minor - 3_387,
  });
  await db.write.deleteFrom("payout_account").execute();
  expect((await ask(held.withdrawable_minor)).ok).toBe(true);
});
