import { afterAll, beforeAll, expect, test } from "vitest";
import { endureOutage, residentsOfOutage } from "#tests/support/outage";
import { ProductServer } from "#tests/support/product-server";

const SHORT = { trouble_ms: 2_000, down_ms: 6_000, slow_ms: 0, visitors: 2, seed: 8 };

let server: ProductServer;
beforeAll(async () => {
  server = await ProductServer.start({ residents: residentsOfOutage(SHORT.visitors) });
}, 120_000);
afterAll(() => server?.stop());

test(`while the processor fails and then is away (seed ${SHORT.seed}), pages answer; when it is back, everything is done once`, async () => {
  const { faults } = await endureOutage(server, SHORT);
  // how fast a page is on a shared machine says nothing: `npm run torture -- outage` measures it
  expect(faults.filter((fault) => !fault.startsWith("p99"))).toEqual([]);
}, 180_000);
