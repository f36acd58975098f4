import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { aTradingShop, type TradingShop } from "#tests/support/a-trading-shop";
import { NOW } from "#tests/support/builders";
import { expectNoWrite } from "#tests/support/database-dump";
import { reconcileNightly } from "~/jobs/reconcile-nightly.server";
import { startReconciliation } from "~/jobs/start-reconciliation.server";
import { addMs, DAY_MS, HOUR_MS, type Instant, instant, MINUTE_MS, SECOND_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { beginReconciliation } from "~/payments/begin-reconciliation.server";
import { findRunningReconciliation, listReconciliationRuns } from "~/payments/reconciliation.queries.server";
import { saveReconciliation } from "~/payments/save-reconciliation.server";
import { inTransaction } from "~/platform/database.server";
import { createStripe } from "~/platform/stripe.server";

vi.setConfig({ testTimeout: 30_000 });

/** Nothing listens there. */
const NOBODY = { secret_key: "sk_test_nobody", api_base: new URL("http://127.0.0.1:9") };
/** 02:59 and 03:00 in the community. */
const BEFORE_NIGHT = instant("2026-08-06T18:59:00.000Z");
const NIGHT = instant("2026-08-06T19:00:00.000Z");

async function ended({ db }: TradingShop): Promise<void> {
  while (await findRunningReconciliation(db.read)) await sleep(10);
}

function begin({ db }: TradingShop, now: Instant) {
  return inTransaction(db, async (trx) => ok(await beginReconciliation(trx, null, now)));
}

/** The night's turn at `now`, waited for to its end. */
async function night(shop: TradingShop, now: Instant): Promise<boolean> {
  const has_started = await reconcileNightly({ ...shop.services, clock: () => now }, now);
  await ended(shop);
  return has_started;
}

const statesOf = async ({ db }: TradingShop) => (await listReconciliationRuns(db.read, 9)).map(({ state }) => state);

describe("a reconciliation in the background", () => {
  test("is kept with who asked and how it ended", async () => {
    const shop = await aTradingShop();
    const started = await startReconciliation(shop.services, "somebody");
    await ended(shop);
    expect(await listReconciliationRuns(shop.db.read, 9)).toMatchObject([
      { id: started.ok && started.value, requested_by: "somebody", state: "agrees", finished_at: NOW },
    ]);
  });

  test("is joined by whoever asks meanwhile, in this process or another", async () => {
    const shop = await aTradingShop();
    const elsewhere = await begin(shop, NOW);
    const run_id = elsewhere.ok ? elsewhere.value.run_id : "";
    expect(await startReconciliation(shop.services, null)).toEqual(ok(run_id));
    expect(await statesOf(shop)).toEqual(["running"]);
  });

  test("says so where the processor does not answer", async () => {
    const shop = await aTradingShop();
    await startReconciliation({ ...shop.services, stripe: createStripe(NOBODY) }, null);
    await ended(shop);
    expect(await statesOf(shop)).toEqual(["unreached"]);
  });
});

describe("a run whose process was killed", () => {
  test.each([
    ["half a minute later", 30 * SECOND_MS, ["running", "failed"]],
    ["after the clock was set back by an hour", -HOUR_MS, ["failed", "running"]],
    ["though not while it shows signs of life", 29 * SECOND_MS, ["running"]],
  ])("is over %s", async (_when, after_ms, states) => {
    const shop = await aTradingShop();
    await begin(shop, NOW);
    await begin(shop, addMs(NOW, after_ms));
    expect(await statesOf(shop)).toEqual(states);
  });

  test("writes nothing any more when it comes back after that", async () => {
    const shop = await aTradingShop();
    const begun = await begin(shop, NOW);
    const run_id = begun.ok ? begun.value.run_id : "";
    await begin(shop, addMs(NOW, MINUTE_MS));
    const saved = await expectNoWrite(shop.db, () =>
      inTransaction(shop.db, async (trx) => ok(await saveReconciliation(trx, run_id, { state: "agrees" }, NOW))),
    );
    expect(saved).toEqual(ok(false));
  });
});

describe("the night's reconciliation", () => {
  test("is done once from three o'clock in the community on, whoever asks how often", async () => {
    const shop = await aTradingShop();
    expect(await night(shop, addMs(BEFORE_NIGHT, -DAY_MS / 2))).toBe(true);
    expect(await night(shop, BEFORE_NIGHT)).toBe(false);
    expect(await night(shop, NIGHT)).toBe(true);
    expect(await night(shop, addMs(NIGHT, MINUTE_MS))).toBe(false);
    expect(await night(shop, addMs(NIGHT, 23 * HOUR_MS))).toBe(false);
    expect(await night(shop, addMs(NIGHT, DAY_MS))).toBe(true);
    expect(await statesOf(shop)).toEqual(["agrees", "agrees", "agrees"]);
  });

  test("is tried again after half an hour where the processor did not answer", async () => {
    const shop = await aTradingShop();
    const silent = { ...shop, services: { ...shop.services, stripe: createStripe(NOBODY) } };
    expect(await night(silent, NIGHT)).toBe(true);
    expect(await night(silent, addMs(NIGHT, 29 * MINUTE_MS))).toBe(false);
    expect(await night(shop, addMs(NIGHT, 30 * MINUTE_MS))).toBe(true);
    expect(await statesOf(shop)).toEqual(["agrees", "unreached"]);
  });

  test("is judged by today alone: a run of a clock that went ahead proves nothing", async () => {
    const shop = await aTradingShop();
    expect(await night(shop, addMs(NIGHT, 400 * DAY_MS))).toBe(true);
    expect(await night(shop, NIGHT)).toBe(true);
    expect(await night(shop, addMs(NIGHT, HOUR_MS))).toBe(false);
    expect(await night(shop, addMs(NIGHT, DAY_MS))).toBe(true);
  });
});
