import { afterAll, beforeAll, expect, test } from "vitest";
import { deliverStorm } from "#tests/support/deliver-storm";
import { planDeliveries } from "#tests/support/delivery-plan";
import { endCheck } from "#tests/support/end-check";
import { ProductServer } from "#tests/support/product-server";
import { recordEvents } from "#tests/support/recorded-events";
import { SeededRandom } from "#tests/support/seeded-random";
import { twoRuns } from "#tests/support/two-runs";

const PAYMENT_COUNT = 10;
const PER_SECOND_COUNT = 200;
const SEED = 6;

let server: ProductServer;
beforeAll(async () => {
  server = await ProductServer.start({ residents: PAYMENT_COUNT, webhooks: false });
}, 120_000);
afterAll(() => server?.stop());

test(`a storm of webhooks (seed ${SEED}), signed, doubled, cut off, forged, late and broken, writes what each told once does`, async () => {
  const runs = await twoRuns(server, () => recordEvents(server, PAYMENT_COUNT));
  await runs.inOrder();
  const plan = planDeliveries(runs.events, server.env.STRIPE_WEBHOOK_SECRET ?? "", new SeededRandom(SEED));
  const delivered = await runs.again(() => deliverStorm(server, plan, PER_SECOND_COUNT));
  const answers = new Set(delivered.map(({ kind, status }) => `${kind} ${status}`));
  expect(answers).toEqual(new Set(["genuine 200", "twin 200", "forged 400", "stale 400", "malformed 400"]));
  expect(runs.differences()).toEqual([]);
  expect(await runs.traces("forged_")).toEqual([]);
  expect(await runs.traces("evt_malformed")).toEqual([]);
  await runs.release();
  expect((await endCheck(server)).faults).toEqual([]);
}, 180_000);
