import { beforeAll, expect, test } from "vitest";
import { freePort } from "#tests/support/free-port";
import { seededDemo } from "#tests/support/seeded-demo";

let demo: Awaited<ReturnType<typeof seededDemo>>;
beforeAll(async () => {
  demo = await seededDemo();
}, 60_000);

test("jobs:run starts the simulator on its file, settles what is due and prints counts as JSON alone", async () => {
  const place = await demo.copy({ STRIPE_API_BASE: `http://127.0.0.1:${await freePort()}` });
  const { code, stdout } = await place.run("jobs:run", "--once");
  expect(code).toBe(0);
  const counts = { settlements_due: expect.any(Number), missed_events: expect.any(Number) };
  expect(JSON.parse(stdout)).toMatchObject({ ...counts, outbox_failed: 0, events_failed: 0 });
  const again = await place.run("jobs:run", "--once");
  expect(JSON.parse(again.stdout)).toMatchObject({
    settlements_due: 0,
    outbox_sent: 0,
    events_done: 0,
    missed_events: 0,
  });
});

test("the simulator alone answers until it is told to stop, and a second one is content", async () => {
  const place = await demo.copy({ STRIPE_API_BASE: `http://127.0.0.1:${await freePort()}` });
  const simulator = place.start("simulator");
  await simulator.says(/answers at http:\/\/127\.0\.0\.1:\d+/);
  const second = await place.run("simulator");
  expect(second).toMatchObject({ code: 0, stdout: expect.stringContaining("already") });
  expect(await simulator.stop("SIGTERM")).toBe(0);
});

test("a processor's address that another program holds is named", async () => {
  const place = await demo.copy({ STRIPE_API_BASE: `http://127.0.0.1:${await freePort()}` });
  const simulator = place.start("simulator");
  await simulator.says(/answers at/);
  const other = await demo.copy({ ...place.env, STRIPE_SECRET_KEY: "sk_test_another" });
  const refused = await other.run("jobs:run", "--once");
  expect(refused.code).toBe(78);
  expect(refused.stderr).toMatch(/^STRIPE_API_BASE: another program answers/);
});
