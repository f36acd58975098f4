import type Stripe from "stripe";
import { expect, test, vi } from "vitest";
import { aPaidBooking } from "#tests/support/a-paid-booking";
import { aTradingShop, type TradingShop } from "#tests/support/a-trading-shop";
import { NOW } from "#tests/support/builders";
import { applyEvent } from "~/jobs/apply-event.server";
import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { addMs, DAY_MS, MINUTE_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { receiveEvent } from "~/payments/receive-event.server";
import { listReconciliationRuns } from "~/payments/reconciliation.queries.server";
import { openPayoutAccount } from "~/payouts/open-payout-account.server";
import { findPayoutAccount } from "~/payouts/payouts.queries.server";
import { inTransaction } from "~/platform/database.server";
import { createStripe } from "~/platform/stripe.server";

vi.setConfig({ testTimeout: 30_000 });

const later = addMs(NOW, MINUTE_MS);

/** `teahouse` is paid by transfer; gives its account at the processor, checked. */
async function aCheckedAccount(shop: TradingShop): Promise<string> {
  const recipient = { merchant_id: "teahouse", country: "sg", contact_email: "a@example.com", updated_by: "owner" };
  await inTransaction(shop.db, (trx) => openPayoutAccount(trx, recipient, NOW));
  await runEverythingDue(shop.services, NOW);
  const { stripe_account_id = "" } = (await findPayoutAccount(shop.db.read, "teahouse")) ?? {};
  await press(shop, `accounts/${stripe_account_id}/activate`);
  return stripe_account_id ?? "";
}

async function press({ services }: TradingShop, path: string): Promise<void> {
  const { secret_key, api_base } = services.settings.stripe;
  const headers = { authorization: `Bearer ${secret_key}`, "content-type": "application/json" };
  const answer = await fetch(new URL(`/_simulator/${path}`, api_base), { method: "POST", headers, body: "{}" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
}

async function told(shop: TradingShop, event: object) {
  const whole = { id: "evt_told", created: 1_785_895_200, ...event } as unknown as Stripe.Event;
  await inTransaction(shop.db, async (trx) => ok(await receiveEvent(trx, whole, later)));
  const rows = shop.db.read.selectFrom("stripe_event").selectAll().where("id", "=", whole.id);
  return applyEvent(shop.services, await rows.executeTakeFirstOrThrow(), later);
}

const isPayable = async ({ db }: TradingShop) => (await findPayoutAccount(db.read, "teahouse"))?.is_payable;

test("a capability that changed has its account read; one of nobody's is left alone", async () => {
  const shop = await aTradingShop();
  const account = await aCheckedAccount(shop);
  expect(await isPayable(shop)).toBe(0);
  const capability = { id: "transfers", object: "capability", account };
  expect(await told(shop, { type: "capability.updated", data: { object: capability } })).toEqual(ok());
  expect(await isPayable(shop)).toBe(1);
  const nameless = { id: "evt_2", type: "capability.updated", data: { object: { id: "transfers" } } };
  expect(await told(shop, nameless)).toEqual(ok("not-ours"));
});

test("an account that was taken away from us is sent nothing any more, without being asked", async () => {
  const shop = await aTradingShop();
  const account = await aCheckedAccount(shop);
  await told(shop, { type: "capability.updated", data: { object: { id: "transfers", account } } });
  expect(await isPayable(shop)).toBe(1);
  const silent = createStripe({ secret_key: "sk_test_gone", api_base: new URL("http://127.0.0.1:9") });
  const gone = { ...shop, services: { ...shop.services, stripe: silent } };
  const event = { id: "evt_2", type: "account.application.deauthorized", data: { object: { id: "ca_1" } } };
  expect(await told(gone, { ...event, account })).toEqual(ok());
  expect(await isPayable(shop)).toBe(0);
  expect(await told(gone, { ...event, id: "evt_3", account: "acct_foreign" })).toEqual(ok("not-ours"));
});

test("money that becomes available starts a comparison with the processor", async () => {
  const shop = await aTradingShop();
  const started = await told(shop, { type: "balance.available", data: { object: { object: "balance" } } });
  await vi.waitFor(async () => {
    const runs = await listReconciliationRuns(shop.db.read, 9);
    expect(runs).toMatchObject([{ id: started.ok && started.value, state: "agrees" }]);
  });
});

test.each(["transfer", "payout"] as const)(
  "a %s that nobody asked for here is one incident, and no dead letter",
  async (what) => {
    const shop = await aTradingShop();
    const { db, services, stripe, resident_id, offer_id } = shop;
    const destination = await aCheckedAccount(shop);
    await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id }, NOW);
    await stripe.setClock(addMs(NOW, 5 * DAY_MS));
    const money = { amount: 1_000, currency: "cny" };
    const moved =
      what === "transfer"
        ? await stripe.stripe.transfers.create({ ...money, destination })
        : await stripe.stripe.payouts.create(money);
    await runEverythingDue(services, addMs(NOW, 5 * DAY_MS));
    await runEverythingDue(services, addMs(NOW, 5 * DAY_MS + MINUTE_MS));
    const incidents = await db.read.selectFrom("incident").selectAll().execute();
    expect(incidents).toMatchObject([{ kind: `${what}-unknown`, subject: moved.id, processor_minor: -1_000 }]);
    const events = await db.read.selectFrom("stripe_event").select(["type", "state"]).execute();
    expect(events.filter(({ type }) => type.startsWith(what)).map(({ state }) => state)).toContain("done");
    expect(events.filter(({ state }) => state !== "done")).toEqual([]);
  },
);
