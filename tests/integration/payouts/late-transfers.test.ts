import { expect, test, vi } from "vitest";
import { recordPaymentReview } from "~/bookings/record-payment-review.server";
import { addMs, HOUR_MS } from "~/kernel/instant";
import { sendShare } from "~/payouts/send-share.server";
import { listRefusedTransfers } from "~/payouts/transfers.queries.server";
import { done } from "./a-payday";
import { aQueuedTransfer, chargeOf, DUE, jobs, openOf, SHARE, sentOf } from "./a-transfer";

vi.setConfig({ testTimeout: 60_000 });

/** A transfer that was stopped, and whose request the processor carried out all the same, later. */
async function aLateTransfer() {
  const shop = await aQueuedTransfer();
  const requests = shop.db.read.selectFrom("outbox").selectAll().where("operation", "=", "create-transfer");
  const { params_json, key } = await requests.executeTakeFirstOrThrow();
  const review = { id: "prv_1", charge_id: await chargeOf(shop, "b1"), reason: "rule", opened_at: DUE };
  const setReview = (is_open: boolean) => done(shop.db, (trx) => recordPaymentReview(trx, { ...review, is_open }, DUE));
  await setReview(true);
  await jobs(shop, addMs(DUE, HOUR_MS));
  const late = await shop.stripe.stripe.transfers.create(JSON.parse(params_json), { idempotencyKey: key });
  await jobs(shop, addMs(DUE, 2 * HOUR_MS));
  const incidents = shop.db.read.selectFrom("incident").select("id").where("kind", "=", "transfer-unknown");
  const incidentCount = async () => (await incidents.where("resolved_at", "is", null).execute()).length;
  expect(await incidentCount()).toBe(1);
  return { ...shop, late, release: () => setReview(false), incidentCount };
}

async function settlementOf({ db }: Awaited<ReturnType<typeof aLateTransfer>>) {
  return db.read.selectFrom("settlement").select(["state", "owed_back_minor"]).executeTakeFirstOrThrow();
}

test("a transfer that came late after it was stopped is the share's payment, and no other is sent", async () => {
  const shop = await aLateTransfer();
  await shop.release();
  await jobs(shop, addMs(DUE, 3 * HOUR_MS));
  expect(await sentOf(shop)).toMatchObject([{ id: shop.late.id, amount: SHARE, reversed: false }]);
  expect(await openOf(shop)).toEqual([0, 0]);
  expect(await shop.incidentCount()).toBe(0);
});

/** Nobody has the share: it is owed, and what the processor says to another attempt waits for a person. */
async function expectOwed(shop: Awaited<ReturnType<typeof aLateTransfer>>, share_minor: number) {
  expect(await openOf(shop)).toEqual([-share_minor, 0]);
  expect(await settlementOf(shop)).toEqual({ state: "due", owed_back_minor: 0 });
  const [refused] = await listRefusedTransfers(shop.db.read);
  expect(refused).toMatchObject({ attempt: 2, amount_minor: share_minor });
  expect(refused?.reason).toMatch(/must not exceed the source amount/);
  expect(await shop.incidentCount()).toBe(1);
}

test("one that came late and was reversed by hand is not taken for the next attempt", async () => {
  const shop = await aLateTransfer();
  await shop.stripe.stripe.transfers.createReversal(shop.late.id);
  await jobs(shop, addMs(DUE, 3 * HOUR_MS));
  await shop.release();
  await jobs(shop, addMs(DUE, 4 * HOUR_MS));
  await expectOwed(shop, SHARE);
});

test("one that is told as reversed while the next attempt waits is not taken for that either", async () => {
  const shop = await aLateTransfer();
  await shop.stripe.stripe.transfers.createReversal(shop.late.id);
  await shop.release();
  await done(shop.db, (trx) => sendShare(trx, shop.voucher_id, addMs(DUE, 3 * HOUR_MS)));
  await jobs(shop, addMs(DUE, 4 * HOUR_MS));
  await expectOwed(shop, SHARE);
});

test("one that came late over another amount is none of the share's, and is not sent beside it before it is reversed", async () => {
  const shop = await aLateTransfer();
  await shop.stripe.stripe.refunds.create({ charge: await chargeOf(shop, "b1"), amount: 1_000 });
  await jobs(shop, addMs(DUE, 3 * HOUR_MS));
  const [left = 0] = await openOf(shop);
  await shop.release();
  await jobs(shop, addMs(DUE, 4 * HOUR_MS));
  expect(await sentOf(shop)).toHaveLength(1);
  expect(await openOf(shop)).toEqual([left, 0]);
  expect(await settlementOf(shop)).toMatchObject({ state: "sent" });
  await shop.stripe.stripe.transfers.createReversal(shop.late.id);
  await jobs(shop, addMs(DUE, 5 * HOUR_MS));
  await expectOwed(shop, -left);
});
