import type Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aSimulator, type Bench, checkoutParams, press } from "./simulator-fixture";

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
