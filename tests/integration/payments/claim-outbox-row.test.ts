import { afterEach, expect, test, vi } from "vitest";
import { aPaidBooking } from "#tests/support/a-paid-booking";
import { aTradingShop, booked, type TradingShop } from "#tests/support/a-trading-shop";
import { aResident, NOW } from "#tests/support/builders";
import { type HeldBackProcessor, holdBack } from "#tests/support/held-back-processor";
import { runQueues } from "~/jobs/run-queues.server";
import { addMs, DAY_MS, epochMs, instant, MINUTE_MS, SECOND_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { claimOutboxRow } from "~/payments/claim-outbox-row.server";
import { createPayout } from "~/payments/create-payout.server";
import { findOpeningOutboxRow, findOutboxRow, findOutboxRowByKey } from "~/payments/payments.queries.server";
import { queuePayout } from "~/payments/queue-payout.server";
import { recordFailedTry } from "~/payments/record-failed-try.server";
import { inTransaction } from "~/platform/database.server";
import { createStripe } from "~/platform/stripe.server";

vi.setConfig({ testTimeout: 30_000 });
afterEach(() => void vi.useRealTimers());

async function aRow(shop: TradingShop, id = "b1", resident_id = shop.resident_id) {
  await booked(shop.db, { id, resident_id, offer_id: shop.offer_id });
  const row = await findOpeningOutboxRow(shop.db.read, id);
  if (!row) throw new Error("nothing to send");
  return row;
}

test("a row is one sender's until half a minute after it was heard of last", async () => {
  const shop = await aTradingShop();
  const { id } = await aRow(shop);
  const first = await claimOutboxRow(shop.db, id, NOW);
  first?.letGo();
  expect(first?.row).toMatchObject({ state: "sent", tries_count: 1, sent_at: NOW });
  expect(await claimOutboxRow(shop.db, id, addMs(NOW, 29 * SECOND_MS))).toBeUndefined();
  const second = await claimOutboxRow(shop.db, id, addMs(NOW, 30 * SECOND_MS));
  second?.letGo();
  expect(second?.row).toMatchObject({ tries_count: 2 });
  if (!first) throw new Error("not claimed");
  // the first sender comes back from its try when the row is another's: it is not put back under their hands
  await recordFailedTry(shop.db, first.row, new Error("too late"), addMs(NOW, 31 * SECOND_MS));
  expect(await findOutboxRow(shop.db.read, id)).toEqual(second?.row);
});

test("a try that waits long for the processor keeps its row until it is let go", async () => {
  const shop = await aTradingShop();
  const { id } = await aRow(shop);
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  const claim = await claimOutboxRow(shop.db, id, NOW);
  vi.advanceTimersByTime(2 * MINUTE_MS);
  await vi.waitFor(async () => {
    const { next_try_at = "" } = (await findOutboxRow(shop.db.read, id)) ?? {};
    expect(next_try_at >= addMs(NOW, 2 * MINUTE_MS)).toBe(true);
  });
  claim?.letGo();
  expect(await claimOutboxRow(shop.db, id, addMs(NOW, 2 * MINUTE_MS))).toBeUndefined();
});

test("each row of a slow round is claimed with the time at which its own try begins", async () => {
  const shop = await aTradingShop();
  await aRow(shop, "b1");
  await aRow(shop, "b2", await aResident(shop.db, "wu"));
  const slow = await slowly(shop, 300);
  await runQueues({ ...shop.services, stripe: slow }, NOW);
  const rows = await shop.db.read.selectFrom("outbox").selectAll().orderBy("sent_at").execute();
  const [first, second] = rows.map(({ sent_at }) => epochMs(instant(sent_at ?? "")));
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(290);
});

/** A way to the processor on which each request waits. */
async function slowly({ services }: TradingShop, pause_ms: number) {
  const { api_base, secret_key } = services.settings.stripe;
  const way = await holdBack(String(api_base), () => false, pause_ms);
  ways.push(way);
  return createStripe({ secret_key, api_base: new URL(way.url) });
}

const ways: HeldBackProcessor[] = [];
afterEach(async () => {
  for (const way of ways.splice(0)) await way.close();
});

test("what our own count says was never sent is looked up at the processor once it has waited", async () => {
  const shop = await aTradingShop();
  const { db, services, stripe, resident_id, offer_id } = shop;
  await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id }, NOW);
  const withdrawal = { id: "w1", amount_minor: 1_000, currency: "cny", reference: "SJ0001" };
  await inTransaction(db, async (trx) => ok(await queuePayout(trx, withdrawal, NOW)));
  const later = addMs(NOW, 5 * DAY_MS);
  await stripe.setClock(later);
  // sent after the backup was made from which this database comes, so long ago that its key is forgotten
  const sent = await stripe.stripe.payouts.create({ amount: 1_000, currency: "cny", metadata: { withdrawal: "w1" } });
  const row = await findOutboxRowByKey(db.read, "po:w1");
  const claim = await claimOutboxRow(db, row?.id ?? "", later);
  if (!claim) throw new Error("not claimed");
  claim.letGo();
  expect(claim.row).toMatchObject({ tries_count: 1 });
  expect(await createPayout(stripe.stripe, claim.row)).toMatchObject({ fact: { stripe_payout_id: sent.id } });
  expect((await stripe.stripe.payouts.list()).data).toHaveLength(1);
});
