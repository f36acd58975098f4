import { expect, test } from "vitest";
import { aPaidBooking } from "#tests/support/a-paid-booking";
import { aTradingShop, type TradingShop } from "#tests/support/a-trading-shop";
import { NOW } from "#tests/support/builders";
import { cancelBooking } from "~/bookings/cancel-booking.server";
import { listRefunds } from "~/bookings/refunds.queries.server";
import { listQueueFigures } from "~/jobs/queue-figures.queries.server";
import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { addMs, DAY_MS, type Instant, MINUTE_MS } from "~/kernel/instant";
import { findOldestDueOutboxAt } from "~/payments/payments.queries.server";
import { inTransaction } from "~/platform/database.server";

const disputed_at = addMs(NOW, MINUTE_MS);

/** A booking that was given back just before its payment was disputed: the refund waits for the bank. */
async function aDelayedRefund() {
  const shop = await aTradingShop();
  const { db, services, stripe, resident_id, offer_id } = shop;
  const { charge_id } = await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id }, NOW);
  await inTransaction(db, (trx) => cancelBooking(trx, { booking_id: "b1", resident_id }, NOW));
  const dispute = await shop.controls.dispute(charge_id ?? "");
  await runEverythingDue(services, disputed_at);
  expect(await refundState(shop)).toBe("requested");
  return { ...shop, win: () => shop.controls.closeDispute(dispute.id, "won") };
}

const refundState = async ({ db }: TradingShop) => (await listRefunds(db.read, "b1"))[0]?.state;

async function outboxLag({ db }: TradingShop, now: Instant) {
  const outbox = (await listQueueFigures(db.read, now)).find(({ queue }) => queue === "outbox");
  return { lag_s: outbox?.lag_s, depth: outbox?.depth, oldest: await findOldestDueOutboxAt(db.read, now) };
}

test("a refund that waits for the bank is no lag, also when it is looked at again", async () => {
  const shop = await aDelayedRefund();
  expect(await outboxLag(shop, addMs(disputed_at, MINUTE_MS))).toEqual({ lag_s: 0, depth: 1, oldest: undefined });
  const weeks_later = addMs(disputed_at, 21 * DAY_MS);
  await runEverythingDue(shop.services, weeks_later);
  expect(await refundState(shop)).toBe("requested");
  expect(await outboxLag(shop, addMs(weeks_later, MINUTE_MS))).toMatchObject({ lag_s: 0, oldest: undefined });
  const again_at = addMs(weeks_later, 4 * MINUTE_MS);
  expect(await outboxLag(shop, addMs(again_at, MINUTE_MS))).toMatchObject({ lag_s: 60, oldest: again_at });
});

test("once the dispute is won it is sent at once", async () => {
  const shop = await aDelayedRefund();
  await shop.win();
  await runEverythingDue(shop.services, addMs(disputed_at, MINUTE_MS));
  await runEverythingDue(shop.services, addMs(disputed_at, 2 * MINUTE_MS));
  expect(await refundState(shop)).toBe("succeeded");
});
