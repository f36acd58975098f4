import type Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aSimulator, type Bench, CANCEL_URL, checkoutParams, press } from "./simulator-fixture";

let bench: Bench;

beforeEach(async () => {
  bench = await aSimulator();
});

afterEach(() => bench.close());

async function openSession(
  overrides: Partial<Stripe.Checkout.SessionCreateParams> = {},
): Promise<Stripe.Checkout.Session & { url: string }> {
  const session = await bench.stripe.checkout.sessions.create(checkoutParams(overrides));
  return { ...session, url: session.url ?? "" };
}

async function eventTypes(): Promise<string[]> {
  const events = await bench.stripe.events.list({ limit: 100 });
  return events.data.map((event) => event.type).reverse();
}

describe("a session", () => {
  test("ends when its time is over, and its half-made payment with it", async () => {
    const start_ms = 1_800_000_000_000;
    await bench.control("clock", { now: start_ms });
    const session = await openSession({ expires_at: start_ms / 1_000 + 1_800 });
    await press(session.url, { method: "declined" });
    await bench.control("clock", { now: start_ms + 1_800_000 });
    const expired = await bench.stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent"] });
    expect(expired).toMatchObject({ status: "expired", url: null, payment_intent: { status: "canceled" } });
    expect((await eventTypes()).slice(-2)).toEqual(["payment_intent.canceled", "checkout.session.expired"]);
    expect((await press(session.url, { method: "card" })).status).toBe(409);
    expect((await bench.stripe.charges.list()).data.every((charge) => charge.status === "failed")).toBe(true);
  });

  test("can be ended while open, and only then", async () => {
    const session = await openSession();
    expect(await bench.stripe.checkout.sessions.expire(session.id)).toMatchObject({ status: "expired" });
    await expect(bench.stripe.checkout.sessions.expire(session.id)).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining("can be expired"),
    });
  });

  test("offers what the filter leaves", async () => {
    const session = await openSession({ allowed_payment_method_types: ["card"], payment_method_options: {} });
    expect(session.payment_method_types).toEqual(["card"]);
    const page = await (await fetch(session.url)).text();
    expect(page).toContain('data-pay="card"');
    expect(page).not.toContain('data-pay="wallet-later"');
    expect((await press(session.url, { method: "wallet-later" })).status).toBe(400);
  });

  const now = Math.floor(Date.now() / 1_000);
  const line = (price: object, quantity = 1): object => ({
    quantity,
    price_data: { currency: "cny", unit_amount: 1_000, product_data: { name: "订单" }, ...price },
  });
  test.each<[string, object]>([
    ["payment_method_types", { payment_method_types: ["card"] }],
    ["ui_mode", { ui_mode: "hosted" }],
    ["mode", { mode: "subscription" }],
    ["success_url", { success_url: "javascript:alert(1)" }],
    ["expires_at", { expires_at: now + 1_500 }],
    ["expires_at", { expires_at: now + 90_000 }],
    ["line_items", { line_items: [] }],
    ["line_items", { line_items: [line({}), line({ currency: "usd" })] }],
    ["line_items", { line_items: [line({ unit_amount: 1 })] }],
    ["line_items", { line_items: [line({ unit_amount: 99_999_999 }, 2)] }],
    ["line_items[0][price_data][unit_amount]", { line_items: [line({ unit_amount: 0 })] }],
    ["line_items[0][price_data][unit_amount]", { line_items: [line({ unit_amount: -5 })] }],
    ["line_items[0][price_data][unit_amount]", { line_items: [line({ unit_amount: 1.5 })] }],
    ["line_items[0][quantity]", { line_items: [line({}, 0)] }],
    ["payment_method_options[wechat_pay][client]", { payment_method_options: {} }],
    ["payment_intent_data[application_fee_amount]", { payment_intent_data: { application_fee_amount: 1 } }],
    ["metadata", { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, "v"])) }],
  ])("is refused for its %s", async (param, overrides) => {
    await expect(bench.stripe.checkout.sessions.create({ ...checkoutParams(), ...overrides })).rejects.toMatchObject({
      type: "StripeInvalidRequestError",
      statusCode: 400,
      param,
    });
  });

  test("is found by time, payment intent and page", async () => {
    const start_ms = 1_800_000_000_000;
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      await bench.control("clock", { now: start_ms + index * 1_000 });
      ids.unshift((await openSession()).id);
    }
    const { sessions } = bench.stripe.checkout;
    const all = await sessions.list({ limit: 2 }).autoPagingToArray({ limit: 10 });
    expect(all.map((session) => session.id)).toEqual(ids);
    const range = await sessions.list({ created: { gte: start_ms / 1_000 + 1, lt: start_ms / 1_000 + 3 } });
    expect(range.data.map((session) => session.id)).toEqual([ids[2], ids[3]]);
    const before = await sessions.list({ ending_before: ids[3] ?? "", limit: 2 });
    expect({ ids: before.data.map((session) => session.id), has_more: before.has_more }).toEqual({
      ids: [ids[1], ids[2]],
      has_more: true,
    });
    await bench.control(`checkout/${ids[1]}/pay`, { method: "card" });
    const paid = await sessions.retrieve(ids[1] ?? "");
    const found = await sessions.list({ payment_intent: String(paid.payment_intent) });
    expect(found.data.map((session) => session.id)).toEqual([ids[1]]);
  });
});

describe("the hosted page", () => {
  test("speaks Chinese or English, says it is a simulation, and allows nothing but its own form", async () => {
    const session = await openSession({
      line_items: [
        {
          quantity: 1,
          price_data: { currency: "cny", unit_amount: 5_050, product_data: { name: "<script>alert(1)</script>" } },
        },
      ],
    });
    const chinese = await fetch(session.url, { headers: { "accept-language": "zh-CN,zh;q=0.9" } });
    const text = await chinese.text();
    expect(text).toContain('<html lang="zh-CN">');
    expect(text).toContain("模拟支付页 · 不会真的扣款");
    expect(text).toContain("¥50.50");
    expect(text).not.toContain("<script");
    expect(chinese.headers.get("content-security-policy")).toContain("form-action 'self' http://127.0.0.1:3000");
    expect(chinese.headers.get("x-content-type-options")).toBe("nosniff");
    expect([...text.matchAll(/data-pay="([^"]+)"/g)].map((match) => match[1])).toEqual([
      "card",
      "card-3ds",
      "declined",
      "wallet-later",
      "wallet-fails",
      "cancel",
    ]);
    expect(text).toContain(`href="${CANCEL_URL}"`);
    const english = await fetch(`${session.url}?lang=en`, { headers: { "accept-language": "zh-CN" } });
    expect(await english.text()).toContain("no money will move");
  });

  test("says so when the session is paid, ended or unknown", async () => {
    const [paid, ended] = [await openSession(), await openSession()];
    await press(paid.url, { method: "card" });
    await bench.stripe.checkout.sessions.expire(ended.id);
    const page = async (url: string): Promise<string> => (await fetch(`${url}?lang=en`)).text();
    expect(await page(paid.url)).toContain("already paid");
    expect(await page(ended.url)).toContain("Nothing was charged");
    expect((await fetch(`${bench.simulator.url}/c/pay/cs_test_unknown`)).status).toBe(404);
  });
});
