import Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startSimulator } from "~/stripe-simulator/start-simulator.server";
import { aDirectory, aSimulator, type Bench, checkoutParams, SECRET_KEY } from "./simulator-fixture";

let bench: Bench;

beforeEach(async () => {
  bench = await aSimulator();
});

afterEach(() => bench.close());

const create = (
  idempotencyKey: string,
  overrides: Partial<Stripe.Checkout.SessionCreateParams> = {},
): Promise<Stripe.Response<Stripe.Checkout.Session>> =>
  bench.stripe.checkout.sessions.create(checkoutParams(overrides), { idempotencyKey });

const sessionCount = async (): Promise<number> => (await bench.stripe.checkout.sessions.list()).data.length;

describe("an idempotency key", () => {
  test("replays the first answer for the same parameters", async () => {
    const first = await create("k1");
    const second = await create("k1");
    expect(second.id).toBe(first.id);
    expect(second.lastResponse.headers["idempotent-replayed"]).toBe("true");
    expect(first.lastResponse.headers["idempotent-replayed"]).toBeUndefined();
    expect(await sessionCount()).toBe(1);
  });

  test("is refused for other parameters and for another endpoint", async () => {
    const { id } = await create("k1");
    await expect(create("k1", { client_reference_id: "booking-2" })).rejects.toMatchObject({
      type: "StripeIdempotencyError",
      statusCode: 400,
    });
    await expect(bench.stripe.checkout.sessions.expire(id, {}, { idempotencyKey: "k1" })).rejects.toMatchObject({
      type: "StripeIdempotencyError",
    });
  });

  test("is refused while the first request with it still runs", async () => {
    await bench.control("faults", { slowMs: 150 });
    const [first, second] = await Promise.allSettled([create("k1"), create("k1")]);
    expect(first.status).toBe("fulfilled");
    expect(second).toMatchObject({ status: "rejected", reason: { statusCode: 409 } });
  });

  test("may be used again after malformed parameters, not after a refusal that began to execute", async () => {
    await expect(create("k1", { line_items: [] })).rejects.toMatchObject({ statusCode: 400 });
    const { id } = await create("k1");
    await bench.stripe.checkout.sessions.expire(id);
    const again = (): Promise<unknown> => bench.stripe.checkout.sessions.expire(id, {}, { idempotencyKey: "k2" });
    await expect(again()).rejects.toMatchObject({ statusCode: 400 });
    await expect(again()).rejects.toMatchObject({ headers: { "idempotent-replayed": "true" } });
  });
});

describe("faults", () => {
  test("before: 500, nothing done, and the 500 is replayed for its key", async () => {
    await bench.control("faults", { before: 1, seed: 1 });
    await expect(create("k1")).rejects.toMatchObject({ statusCode: 500 });
    await bench.control("faults");
    await expect(create("k1")).rejects.toMatchObject({ statusCode: 500, headers: { "idempotent-replayed": "true" } });
    expect(await sessionCount()).toBe(0);
    await create("k2");
    expect(await sessionCount()).toBe(1);
  });

  test("after: 500, but done", async () => {
    await bench.control("faults", { after: 1, seed: 1 });
    await expect(create("k1")).rejects.toMatchObject({ statusCode: 500 });
    expect(await sessionCount()).toBe(1);
  });

  test("cutBefore: no answer and nothing done", async () => {
    await bench.control("faults", { cutBefore: 1, seed: 1 });
    await expect(create("k1")).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError);
    expect(await sessionCount()).toBe(0);
  });

  test("cutAfter: no answer but done, and the key finds the answer again", async () => {
    await bench.control("faults", { cutAfter: 1, seed: 1 });
    await expect(create("k1")).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError);
    await bench.control("faults");
    const session = await create("k1");
    expect(session.lastResponse.headers["idempotent-replayed"]).toBe("true");
    expect(await sessionCount()).toBe(1);
  });

  test("rate429: refused, nothing remembered", async () => {
    await bench.control("faults", { rate429: 1, seed: 1 });
    await expect(create("k1")).rejects.toMatchObject({ type: "StripeRateLimitError", statusCode: 429 });
    await bench.control("faults");
    await create("k1");
  });

  test("come in the same order for the same seed", async () => {
    const run = async (): Promise<boolean[]> => {
      await bench.control("faults", { before: 0.5, seed: 7 });
      const results: boolean[] = [];
      for (let index = 0; index < 12; index += 1)
        results.push(
          await bench.stripe.refunds.create({ charge: "ch_none" }).then(
            () => true,
            (error: Stripe.errors.StripeError) => error.statusCode === 500,
          ),
        );
      return results;
    };
    const first = await run();
    expect(await run()).toEqual(first);
    expect(new Set(first).size).toBe(2);
  });
});

describe("trouble on demand", () => {
  const read = () => bench.stripe.charges.list();

  test("reading is spared unless `reads` is set", async () => {
    await bench.control("faults", { before: 1 });
    await read();
    await bench.control("faults", { before: 1, reads: true });
    await expect(read()).rejects.toMatchObject({ statusCode: 500 });
    await bench.control("faults", { rate429: 1, reads: true });
    await expect(read()).rejects.toMatchObject({ statusCode: 429 });
    await bench.control("faults", { cutAfter: 1, reads: true });
    await expect(read()).rejects.toMatchObject({ type: "StripeConnectionError" });
    await bench.control("faults", {});
    await read();
  });

  test("down: every connection to the API is cut until the plan ends", async () => {
    await bench.control("faults", { down: true });
    await expect(read()).rejects.toMatchObject({ type: "StripeConnectionError" });
    await expect(create("k1")).rejects.toMatchObject({ type: "StripeConnectionError" });
    await expect(bench.stripe.v2.core.accounts.list()).rejects.toMatchObject({ type: "StripeConnectionError" });
    await bench.control("faults", {});
    await create("k1");
    expect((await bench.stripe.checkout.sessions.list()).data).toHaveLength(1);
  });

  test("an outage ends by itself, or when told", async () => {
    await bench.control("outage", { ms: 2_500 });
    await expect(read()).rejects.toMatchObject({ type: "StripeConnectionError" });
    await expect.poll(() => read().then(() => "back"), { timeout: 10_000 }).toBe("back");
    await bench.control("outage", { ms: 60_000 });
    await bench.control("outage", { ms: 0 });
    await read();
  });

  test("slowMs makes every write wait", async () => {
    await bench.control("faults", { slowMs: 200 });
    const started_ms = performance.now();
    await create("k1");
    expect(performance.now() - started_ms).toBeGreaterThan(190);
  });

  test("a 500 is the answer to its key for good, whether the work was done or not", async () => {
    for (const fault of ["before", "after"]) {
      await bench.control("faults", { [fault]: 1 });
      await expect(create(fault)).rejects.toMatchObject({ statusCode: 500 });
      await bench.control("faults", {});
      await expect(create(fault)).rejects.toMatchObject({ statusCode: 500 });
    }
    expect((await bench.stripe.checkout.sessions.list()).data).toHaveLength(1);
  });

  test("what is no fault, or none that can be, is refused", async () => {
    await expect(bench.control("faults", { colour: 1 })).rejects.toThrow("no such member");
    await expect(bench.control("faults", { before: 2 })).rejects.toThrow("from 0 to 1");
    await expect(bench.control("faults", { down: 1 })).rejects.toThrow("true or false");
  });
});

describe("a request", () => {
  const ask = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${bench.simulator.url}${path}`, { headers });

  test("needs the key", async () => {
    for (const path of ["/v1/charges", "/_simulator/state"]) {
      expect((await ask(path)).status).toBe(401);
      const wrong = await ask(path, { authorization: "Bearer sk_test_other" });
      expect(wrong.status).toBe(401);
      expect(await wrong.json()).toMatchObject({ error: { type: "invalid_request_error" } });
    }
    expect(await (await ask("/_simulator/health")).json()).toEqual({ ok: true });
  });

  test("is refused for an unknown address, version, parameter or expansion", async () => {
    const headers = { authorization: `Bearer ${SECRET_KEY}` };
    expect((await ask("/v1/unknown", headers)).status).toBe(404);
    expect((await ask("/v1/charges", { ...headers, "stripe-version": "2020-08-27" })).status).toBe(400);
    await expect(bench.stripe.charges.list({ limit: 101 })).rejects.toMatchObject({ param: "limit" });
    expect(await (await ask("/v1/charges?colour=red", headers)).json()).toMatchObject({
      error: { code: "parameter_unknown", param: "colour" },
    });
    const { id } = await create("k1");
    await expect(bench.stripe.checkout.sessions.retrieve(id, { expand: ["colour"] })).rejects.toMatchObject({
      statusCode: 400,
    });
  });

  test("may hold anything without breaking the simulator", async () => {
    const hostile = [
      "a[b]=1&a=2",
      "__proto__[x]=1",
      "a[b][c][d][e][f][g][h][i]=1",
      "%ff%fe=%00",
      "constructor=1",
      "x".repeat(300_000),
      "metadata=text",
      "line_items[0]=x",
      "expand=x",
      "amount=1e309&charge=ch_1",
    ];
    for (const body of hostile) {
      const answer = await fetch(`${bench.simulator.url}/v1/refunds`, {
        method: "POST",
        headers: { authorization: `Bearer ${SECRET_KEY}` },
        body,
      });
      expect(answer.status, body.slice(0, 40)).toBeGreaterThanOrEqual(400);
      expect(answer.status, body.slice(0, 40)).toBeLessThan(500);
    }
  });
});

describe("a file", () => {
  test("keeps everything over a restart: objects, keys, clock, faults and steps to come", async () => {
    const directory = aDirectory();
    const file = directory.file("simulator.sqlite");
    const start_ms = Math.floor(Date.now() / 1_000) * 1_000 - 60_000;
    const first = await aSimulator({ file });
    await first.control("clock", { now: start_ms });
    const session = await first.stripe.checkout.sessions.create(checkoutParams(), { idempotencyKey: "k1" });
    await first.control(`checkout/${session.id}/pay`, { method: "wallet-later" });
    await first.control("faults", { before: 1, seed: 1 });
    await first.close();

    const second = await aSimulator({ file });
    const replayed = await second.stripe.checkout.sessions.create(checkoutParams(), { idempotencyKey: "k1" });
    expect(replayed).toMatchObject({ id: session.id, created: start_ms / 1_000 });
    expect(await second.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: "complete",
      payment_status: "unpaid",
    });
    await expect(second.stripe.checkout.sessions.create(checkoutParams())).rejects.toMatchObject({ statusCode: 500 });
    await second.control("clock", { now: null });
    await expect
      .poll(async () => (await second.stripe.checkout.sessions.retrieve(session.id)).payment_status)
      .toBe("paid");
    await second.close();
    directory.remove();
  });

  test("with a seed gives the same ids again", async () => {
    const run = async (): Promise<string[]> => {
      const seeded = await aSimulator({ ids: { seed: "demo" } });
      const session = await seeded.stripe.checkout.sessions.create(checkoutParams());
      await seeded.control(`checkout/${session.id}/pay`, { method: "card" });
      const events = await seeded.stripe.events.list();
      await seeded.close();
      return [session.id, ...events.data.map((event) => event.id)];
    };
    const first = await run();
    expect(await run()).toEqual(first);
    expect(new Set(first).size).toBe(6);
  });
});

describe("the simulator", () => {
  afterEach(() => vi.unstubAllEnvs());

  test("refuses a live key", async () => {
    await expect(startSimulator({ file: ":memory:", port: 0, secretKey: "sk_live_x" })).rejects.toThrow("test key");
  });

  test("starts in production only with DEMO=1", async () => {
    vi.stubEnv("NODE_ENV", "production");
    await expect(startSimulator({ file: ":memory:", port: 0, secretKey: SECRET_KEY })).rejects.toThrow("DEMO=1");
    vi.stubEnv("DEMO", "1");
    await (await startSimulator({ file: ":memory:", port: 0, secretKey: SECRET_KEY })).close();
  });
});
