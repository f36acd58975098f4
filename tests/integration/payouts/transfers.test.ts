import { expect, test, vi } from "vitest";
import { aTradingShop, entriesOf, type TradingShop } from "#tests/support/a-trading-shop";
import { NOW } from "#tests/support/builders";
import { dumpOf, expectNoWrite, expectRefusal } from "#tests/support/database-dump";
import { askForRefund } from "~/bookings/ask-for-refund.server";
import { recordPaymentReview } from "~/bookings/record-payment-review.server";
import { settleBookings } from "~/bookings/settle-bookings.server";
import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { sendOutboxRow } from "~/jobs/send-outbox-row.server";
import { addMs, DAY_MS, HOUR_MS, type Instant } from "~/kernel/instant";
import { STRIPE_BALANCE } from "~/ledger/account";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import { openPayoutAccount } from "~/payouts/open-payout-account.server";
import { findPayoutAccount } from "~/payouts/payouts.queries.server";
import { resendTransfer } from "~/payouts/resend-transfer.server";
import { sendShare } from "~/payouts/send-share.server";
import { listRefusedTransfers, listStoppedTransfers } from "~/payouts/transfers.queries.server";
import { inTransaction } from "~/platform/database.server";
import { done } from "./a-payday";
import {
  aQueuedTransfer,
  aShopPaidByTransfer,
  chargeOf,
  control,
  DUE,
  jobs,
  openOf,
  SHARE,
  sentOf,
  serve,
} from "./a-transfer";

vi.setConfig({ testTimeout: 60_000 });

test("a due share is transferred once the account is checked, and not before", async () => {
  const shop = await aShopPaidByTransfer({ is_ready: false });
  const voucher_id = await serve(shop, "b1");
  await jobs(shop, DUE);
  expect(await openOf(shop)).toEqual([-SHARE, 0]);
  await expectRefusal(shop.db, () => inTransaction(shop.db, (trx) => sendShare(trx, voucher_id, DUE)), "not-payable");
  await control(shop, `accounts/${shop.destination}/activate`);
  await jobs(shop, addMs(DUE, HOUR_MS));
  expect(await openOf(shop)).toEqual([0, 0]);
  const [sent] = (await entriesOf(shop.db)).filter(({ kind }) => kind === "transfer");
  expect(sent).toMatchObject({ voucher: voucher_id, booking: "b1", merchant: "teahouse" });
  expect(sent?.idem).toBe(`transfer:${sent?.stripe.transfer}`);
  expect(sent?.stripe.balance_transaction).toMatch(/^txn_/);
  const [transfer] = (await shop.stripe.stripe.transfers.list()).data;
  expect(transfer).toMatchObject({ amount: SHARE, transfer_group: "b1", metadata: { voucher: voucher_id } });
});

test("running the jobs again, and hearing of it again, changes nothing", async () => {
  const shop = await aShopPaidByTransfer();
  await serve(shop, "b1");
  await jobs(shop, DUE);
  await jobs(shop, addMs(DUE, HOUR_MS));
  const before = (await dumpOf(shop.db)).journal_entry;
  await jobs(shop, addMs(DUE, 2 * HOUR_MS));
  expect((await dumpOf(shop.db)).journal_entry).toEqual(before);
  expect((await shop.stripe.stripe.transfers.list()).data).toHaveLength(1);
});

async function refundAll(shop: TradingShop, booking_id: string): Promise<void> {
  await shop.stripe.stripe.refunds.create({ charge: await chargeOf(shop, booking_id) });
}

test("a refund after the transfer takes it back, never before the refund", async () => {
  const shop = await aShopPaidByTransfer();
  await serve(shop, "b1");
  await jobs(shop, DUE);
  await refundAll(shop, "b1");
  await jobs(shop, addMs(DUE, 3 * HOUR_MS));
  await jobs(shop, addMs(DUE, 4 * HOUR_MS));
  expect(await openOf(shop)).toEqual([0, 0]);
  const kinds = (await entriesOf(shop.db)).map(({ kind }) => kind);
  expect(kinds.indexOf("transfer_reversed")).toBeGreaterThan(kinds.indexOf("refund"));
  expect(kinds.filter((kind) => kind === "transfer_reversed")).toHaveLength(1);
});

test("what cannot be taken back stays open and is set off against the next transfer", async () => {
  const shop = await aShopPaidByTransfer();
  await serve(shop, "b1");
  await jobs(shop, DUE);
  await control(shop, `accounts/${shop.destination}/empty`);
  await refundAll(shop, "b1");
  await jobs(shop, addMs(DUE, 3 * HOUR_MS));
  await jobs(shop, addMs(DUE, 4 * HOUR_MS));
  expect(await openOf(shop)).toEqual([0, SHARE]);
  await serve(shop, "b2", addMs(DUE, 5 * HOUR_MS));
  await serve(shop, "b3", addMs(DUE, 6 * HOUR_MS));
  await jobs(shop, addMs(DUE, 3 * DAY_MS));
  await jobs(shop, addMs(DUE, 3 * DAY_MS + HOUR_MS));
  expect(await openOf(shop)).toEqual([0, 0]);
  expect((await shop.stripe.stripe.transfers.list()).data.map(({ amount }) => amount)).toEqual([SHARE, SHARE]);
});

test("the books and the processor agree after all of it", async () => {
  const shop = await aShopPaidByTransfer();
  await serve(shop, "b1");
  await serve(shop, "b2");
  await jobs(shop, DUE);
  await refundAll(shop, "b1");
  await jobs(shop, addMs(DUE, 3 * HOUR_MS));
  await jobs(shop, addMs(DUE, 4 * HOUR_MS));
  const { available, pending } = await shop.stripe.stripe.balance.retrieve();
  const there = [...available, ...pending].reduce((sum, { amount }) => sum + amount, 0);
  expect(await getAccountBalance(shop.db.read, STRIPE_BALANCE)).toBe(there);
});

test("a review that opens after a transfer was queued stops it, and it goes when the review is closed", async () => {
  const shop = await aQueuedTransfer();
  const review = { id: "prv_1", charge_id: await chargeOf(shop, "b1"), reason: "rule", opened_at: DUE };
  await done(shop.db, (trx) => recordPaymentReview(trx, { ...review, is_open: true }, DUE));
  await jobs(shop, addMs(DUE, HOUR_MS));
  expect(await sentOf(shop)).toHaveLength(0);
  expect((await shop.db.read.selectFrom("settlement").select("state").execute())[0]?.state).toBe("held");
  expect(await openOf(shop)).toEqual([-SHARE, 0]);
  await done(shop.db, (trx) => recordPaymentReview(trx, { ...review, is_open: false }, addMs(DUE, 2 * HOUR_MS)));
  await jobs(shop, addMs(DUE, 3 * HOUR_MS));
  expect(await openOf(shop)).toEqual([0, 0]);
  expect(await sentOf(shop)).toMatchObject([{ amount: SHARE, metadata: { voucher: shop.voucher_id, attempt: "2" } }]);
});

test("a refund asked for after a transfer was queued stops it, and what was set off for it is open again", async () => {
  const shop = await aShopPaidByTransfer();
  await serve(shop, "b1");
  await jobs(shop, DUE);
  await control(shop, `accounts/${shop.destination}/empty`);
  await shop.stripe.stripe.refunds.create({ charge: await chargeOf(shop, "b1"), amount: 1_000 });
  await jobs(shop, addMs(DUE, 3 * HOUR_MS));
  await jobs(shop, addMs(DUE, 4 * HOUR_MS));
  const [, owed = 0] = await openOf(shop);
  expect(owed).toBeGreaterThan(0);
  const second = await serve(shop, "b2", addMs(DUE, 5 * HOUR_MS));
  const due = addMs(DUE, 2 * DAY_MS);
  await done(shop.db, (trx) => settleBookings(trx, due));
  await done(shop.db, (trx) => sendShare(trx, second, due));
  expect(await openOf(shop)).toEqual([-SHARE + owed, 0]);
  const wish = { id: "w1", booking_id: "b2", voucher_id: second, resident_id: shop.resident_id };
  await done(shop.db, (trx) => askForRefund(trx, { ...wish, reason: "茶是凉的", wanted_minor: 100 }, due));
  await jobs(shop, addMs(due, HOUR_MS));
  expect(await openOf(shop)).toEqual([-SHARE, owed]);
  expect(await sentOf(shop)).toHaveLength(1);
  expect(await listStoppedTransfers(shop.db.read, second)).toMatchObject([{ attempt: 1, is_refused: 0 }]);
});

test("a transfer that reached the processor before it was held is booked, not stopped", async () => {
  const shop = await aQueuedTransfer();
  const row = await shop.db.read
    .selectFrom("outbox")
    .selectAll()
    .where("operation", "=", "create-transfer")
    .executeTakeFirstOrThrow();
  await shop.stripe.stripe.transfers.create(JSON.parse(row.params_json), { idempotencyKey: row.key });
  await shop.db.write.updateTable("outbox").set({ tries_count: 1 }).where("id", "=", row.id).execute();
  const wish = { id: "w1", booking_id: "b1", voucher_id: shop.voucher_id, resident_id: shop.resident_id };
  await done(shop.db, (trx) => askForRefund(trx, { ...wish, reason: "茶是凉的", wanted_minor: 100 }, DUE));
  await sendOutboxRow(shop.services, { ...row, tries_count: 1 }, addMs(DUE, HOUR_MS));
  expect(await openOf(shop)).toEqual([0, 0]);
  expect(await sentOf(shop)).toHaveLength(1);
  expect(await listStoppedTransfers(shop.db.read, shop.voucher_id)).toEqual([]);
});

test("a transfer the processor refuses waits for a person, and is then sent once", async () => {
  const shop = await aQueuedTransfer();
  await control(shop, `accounts/${shop.destination}/restrict`);
  const [row] = await shop.db.read
    .selectFrom("outbox")
    .selectAll()
    .where("operation", "=", "create-transfer")
    .execute();
  if (row) await sendOutboxRow(shop.services, row, addMs(DUE, 1_000));
  expect(await openOf(shop)).toEqual([-SHARE, 0]);
  const [refused] = await listRefusedTransfers(shop.db.read);
  expect(refused).toMatchObject({ voucher_id: shop.voucher_id, is_refused: 1, amount_minor: SHARE });
  expect(refused?.reason).toMatch(/capabilities/);
  await control(shop, `accounts/${shop.destination}/activate`);
  await jobs(shop, addMs(DUE, HOUR_MS));
  expect(await sentOf(shop)).toHaveLength(0);
  const resend = () =>
    inTransaction(shop.db, (trx) =>
      resendTransfer(trx, { stopped_id: refused?.id ?? "", released_by: "he" }, addMs(DUE, HOUR_MS)),
    );
  expect((await resend()).ok).toBe(true);
  expect((await expectNoWrite(shop.db, resend)).ok).toBe(true);
  await jobs(shop, addMs(DUE, 2 * HOUR_MS));
  await jobs(shop, addMs(DUE, 3 * HOUR_MS));
  expect(await openOf(shop)).toEqual([0, 0]);
  expect(await sentOf(shop)).toHaveLength(1);
  const unknown = () =>
    inTransaction(shop.db, (trx) => resendTransfer(trx, { stopped_id: "x", released_by: "he" }, DUE));
  await expectRefusal(shop.db, unknown, "transfer-unknown");
});

test("an account opening that was refused is asked for anew under another key", async () => {
  const shop = await aTradingShop();
  const ask = (country: string, at: Instant) => {
    const recipient = { merchant_id: "teahouse", country, contact_email: "a@example.com", updated_by: "owner" };
    return done(shop.db, (trx) => openPayoutAccount(trx, recipient, at));
  };
  await ask("", NOW);
  await runEverythingDue(shop.services, NOW);
  const refused = await findPayoutAccount(shop.db.read, "teahouse");
  expect(refused).toMatchObject({ stripe_account_id: null, is_payable: 0, opening_attempt: 1 });
  expect(refused?.opening_refusal).toBeTruthy();
  await ask("sg", addMs(NOW, 1_000));
  await runEverythingDue(shop.services, addMs(NOW, 2_000));
  expect(await findPayoutAccount(shop.db.read, "teahouse")).toMatchObject({
    stripe_account_id: expect.stringMatching(/^acct_/),
    opening_refusal: null,
    opening_attempt: 2,
  });
});

test("what was taken back too much at the processor goes out with the next transfers, never more than their charge", async () => {
  const shop = await aShopPaidByTransfer();
  await serve(shop, "b1");
  await jobs(shop, DUE);
  const [first] = await sentOf(shop);
  await shop.stripe.stripe.transfers.createReversal(first?.id ?? "", { amount: 400 });
  await jobs(shop, addMs(DUE, HOUR_MS));
  await jobs(shop, addMs(DUE, 2 * HOUR_MS));
  expect(await openOf(shop)).toEqual([0, -400]);
  await serve(shop, "b2", addMs(DUE, 3 * HOUR_MS));
  await jobs(shop, addMs(DUE, 2 * DAY_MS));
  await jobs(shop, addMs(DUE, 2 * DAY_MS + HOUR_MS));
  expect(await openOf(shop)).toEqual([0, -107]);
  await serve(shop, "b3", addMs(DUE, 3 * DAY_MS));
  await jobs(shop, addMs(DUE, 5 * DAY_MS));
  await jobs(shop, addMs(DUE, 5 * DAY_MS + HOUR_MS));
  expect(await openOf(shop)).toEqual([0, 0]);
  expect((await sentOf(shop)).map(({ amount }) => amount)).toEqual([SHARE + 107, 3_680, SHARE]);
});

test("a share of less than nothing is had back with the next one and does not wait for ever", async () => {
  const shop = await aShopPaidByTransfer();
  const voucher_id = await serve(shop, "b1");
  await shop.db.write
    .updateTable("settlement")
    .set({ returned_minor: SHARE + 1 })
    .execute();
  await done(shop.db, (trx) => settleBookings(trx, DUE));
  await done(shop.db, (trx) => sendShare(trx, voucher_id, DUE));
  expect(await openOf(shop)).toEqual([-SHARE - 1, 1]);
  expect((await shop.db.read.selectFrom("settlement").select("state").execute())[0]?.state).toBe("done");
  await expectRefusal(shop.db, () => inTransaction(shop.db, (trx) => sendShare(trx, voucher_id, DUE)), "not-payable");
});
