import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endCheck } from "#tests/support/end-check";
import { ProductServer } from "#tests/support/product-server";
import { SeededRandom } from "#tests/support/seeded-random";
import { ACCOUNTS_EACH_COUNT, Shoppers } from "#tests/support/shoppers";

const VISITOR_COUNT = 3;
const KILL_COUNT = 3;
const SEED = 1;

let server: ProductServer;
beforeAll(async () => {
  server = await ProductServer.start({ residents: VISITOR_COUNT * ACCOUNTS_EACH_COUNT });
}, 120_000);
afterAll(() => server?.stop());

test(`killed ${KILL_COUNT} times under load (seed ${SEED}), the books are right and nothing told is lost`, async () => {
  const random = new SeededRandom(SEED);
  const shoppers = await Shoppers.start(server, { count: VISITOR_COUNT, seed: SEED, pause_ms: 100 });
  await server.control("faults", { before: 0.05, cutAfter: 0.05, seed: SEED });
  for (let kill = 0; kill < KILL_COUNT; kill += 1) {
    await sleep(300 + random.below(700));
    await server.kill();
    await server.restart();
  }
  await server.control("faults", {});
  await sleep(500);
  await shoppers.stop();
  expect((await endCheck(server, shoppers.told)).faults).toEqual([]);
}, 180_000);
