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

describe("a card", () => {
  test("that succeeds completes the session, leaves one charge and goes to the success page", async () => {
    const session = await openSession();
    expect(session).toMatchObject({
      object: "checkout.session",
      status: "open",
      payment_status: "unpaid",
      amount_total: 10_000,
      currency: "cny",
      payment_intent: null,
    });

    const answer = await press(session.url, { method: "card" });
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe(`http://127.0.0.1:3000/me/bookings/b1?session_id=${session.id}`);

    const paid = await bench.stripe.checkout.sessions.retrieve(session.id, {
      expand: ["payment_intent.latest_charge.balance_transaction", "line_items"],
    });
    const intent = paid.payment_intent as Stripe.PaymentIntent;
    const charge = intent.latest_charge as Stripe.Charge;
    expect(paid).toMatchObject({
      status: "complete",
      payment_status: "paid",
      url: null,
      client_reference_id: "booking-1",
    });
    expect(paid.line_items?.data[0]).toMatchObject({ quantity: 2, amount_total: 10_000, description: "社区服务订单" });
    expect(intent).toMatchObject({
      status: "succeeded",
      amount_received: 10_000,
      metadata: { booking: "booking-1" },
      transfer_group: "booking-1",
    });
    expect(charge).toMatchObject({
      paid: true,
      captured: true,
      metadata: { booking: "booking-1" },
      transfer_group: "booking-1",
    });
    expect(charge.balance_transaction).toMatchObject({
      type: "charge",
      amount: 10_000,
      fee: 290,
      net: 9_710,
      status: "pending",
      source: charge.id,
    });
    expect(await eventTypes()).toEqual([
      "payment_intent.created",
      "charge.succeeded",
      "payment_intent.succeeded",
      "checkout.session.completed",
      "charge.updated",
    ]);
  });

  test("that is declined leaves the session open for another try", async () => {
    const session = await openSession();
    const answer = await press(`${session.url}?lang=en`, { method: "declined" });
    const page = await fetch(new URL(answer.headers.get("location") ?? "", session.url));
    expect(await page.text()).toContain("the bank declined this card");
    expect(await bench.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: "open",
      payment_status: "unpaid",
    });
    expect(await eventTypes()).toEqual(["payment_intent.created", "charge.failed", "payment_intent.payment_failed"]);

    await press(session.url, { method: "card" });
    const paid = await bench.stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent"] });
    expect(paid).toMatchObject({
      status: "complete",
      payment_status: "paid",
      payment_intent: { status: "succeeded", last_payment_error: null },
    });
    const charges = await bench.stripe.charges.list({
      payment_intent: (paid.payment_intent as Stripe.PaymentIntent).id,
    });
    expect(charges.data.map((charge) => charge.status)).toEqual(["succeeded", "failed"]);
  });

  test("that wants verification is paid on the second page, or not at all", async () => {
    const session = await openSession();
    const answer = await press(session.url, { method: "card-3ds" });
    expect(answer.headers.get("location")).toContain(`/c/pay/${session.id}/verify`);
    const waiting = await bench.stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent"] });
    expect(waiting.payment_intent).toMatchObject({
      status: "requires_action",
      next_action: { type: "redirect_to_url" },
    });

    await press(session.url, { method: "card-3ds-fail" });
    expect(
      await bench.stripe.paymentIntents.retrieve((waiting.payment_intent as Stripe.PaymentIntent).id),
    ).toMatchObject({
      status: "requires_payment_method",
      last_payment_error: { code: "payment_intent_authentication_failure" },
    });
    await press(session.url, { method: "card-3ds" });
    expect((await press(session.url, { method: "card-3ds-confirm" })).status).toBe(303);
    expect(await bench.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: "complete",
      payment_status: "paid",
    });
  });

  test("pays a session once, however often the button is pressed", async () => {
    const session = await openSession();
    const answers = await Promise.all(Array.from({ length: 10 }, () => press(session.url, { method: "card" })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([303, ...Array.from({ length: 9 }, () => 409)]);
    expect((await bench.stripe.charges.list()).data).toHaveLength(1);
  });
});

describe("a wallet", () => {
  test("that pays later completes unpaid and becomes paid", async () => {
    const session = await openSession();
    await press(session.url, { method: "wallet-later", wallet: "wechat_pay" });
    const waiting = await bench.stripe.checkout.sessions.retrieve(session.id, {
      expand: ["payment_intent.latest_charge"],
    });
    expect(waiting).toMatchObject({
      status: "complete",
      payment_status: "unpaid",
      payment_intent: { status: "processing", latest_charge: { status: "pending", balance_transaction: null } },
    });

    expect(await bench.control("settle")).toEqual({ settled: 1 });
    expect(await bench.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: "complete",
      payment_status: "paid",
    });
    const [transaction] = (await bench.stripe.balanceTransactions.list({ type: "payment" })).data;
    expect(transaction).toMatchObject({ amount: 10_000, fee: 220, net: 9_780 });
    expect(await eventTypes()).toEqual([
      "payment_intent.created",
      "payment_intent.processing",
      "charge.pending",
      "checkout.session.completed",
      "charge.succeeded",
      "payment_intent.succeeded",
      "checkout.session.async_payment_succeeded",
      "charge.updated",
    ]);
  });

  test("that fails later stays unpaid", async () => {
    const session = await openSession();
    await press(session.url, { method: "wallet-fails" });
    await bench.control("settle");
    const failed = await bench.stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent"] });
    expect(failed).toMatchObject({
      status: "complete",
      payment_status: "unpaid",
      payment_intent: { status: "requires_payment_method" },
    });
    expect((await bench.stripe.balanceTransactions.list()).data).toEqual([]);
    expect((await eventTypes()).slice(-3)).toEqual([
      "charge.failed",
      "payment_intent.payment_failed",
      "checkout.session.async_payment_failed",
    ]);
  });

  test("settles by the processor's clock", async () => {
    const start_ms = 1_800_000_000_000;
    await bench.control("clock", { now: start_ms });
    const session = await openSession();
    await bench.control(`checkout/${session.id}/pay`, { method: "wallet-later" });
    await bench.control("clock", { now: start_ms + 3_999 });
    expect(await bench.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      payment_status: "unpaid",
      created: start_ms / 1_000,
    });
    await bench.control("clock", { now: start_ms + 4_000 });
    expect(await bench.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ payment_status: "paid" });
  });
});

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
