import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Stripe from "stripe";
import { onTestFinished } from "vitest";
import { type Simulator, type SimulatorOptions, startSimulator } from "~/stripe-simulator/start-simulator.server";

export const SECRET_KEY = "sk_test_simulator";
export const WEBHOOK_SECRET = "whsec_simulator";
const SUCCESS_URL = "http://127.0.0.1:3000/me/bookings/b1?session_id={CHECKOUT_SESSION_ID}";
export const CANCEL_URL = "http://127.0.0.1:3000/bookings/b1/cancelled";

export type Bench = {
  simulator: Simulator;
  stripe: Stripe;
  control(path: string, body?: unknown): Promise<Record<string, unknown>>;
  close(): Promise<void>;
};

/** A simulator on its own port, the official SDK pointed at it, and its control endpoints. */
export async function aSimulator(options: Partial<SimulatorOptions> = {}): Promise<Bench> {
  const simulator = await startSimulator({ file: ":memory:", port: 0, secretKey: SECRET_KEY, ...options });
  return {
    simulator,
    stripe: anSdk(simulator),
    control: (path, body) => control(simulator, path, body),
    close: () => simulator.close(),
  };
}

function anSdk(simulator: { port: number }): Stripe {
  return new Stripe(SECRET_KEY, {
    apiVersion: "2026-10-28.endive",
    host: "127.0.0.1",
    port: simulator.port,
    protocol: "http",
    maxNetworkRetries: 0,
    telemetry: false,
  });
}

async function control(simulator: Simulator, path: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`${simulator.url}/_simulator/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${SECRET_KEY}`, "content-type": "application/json" },
    body: JSON.stringify(body ?? {}),
  });
  const result = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${JSON.stringify(result)}`);
  return result;
}

/** Parameters of a checkout as the application asks for one; `overrides` replace members. */
export function checkoutParams(
  overrides: Partial<Stripe.Checkout.SessionCreateParams> = {},
): Stripe.Checkout.SessionCreateParams {
  return {
    mode: "payment",
    ui_mode: "hosted_page",
    client_reference_id: "booking-1",
    success_url: SUCCESS_URL,
    cancel_url: CANCEL_URL,
    allowed_payment_method_types: ["card", "alipay", "wechat_pay"],
    payment_method_options: { wechat_pay: { client: "web" } },
    line_items: [
      { quantity: 2, price_data: { currency: "cny", unit_amount: 5_000, product_data: { name: "社区服务订单" } } },
    ],
    metadata: { booking: "booking-1" },
    payment_intent_data: { transfer_group: "booking-1", metadata: { booking: "booking-1" } },
    ...overrides,
  };
}

/** As `aSimulator`, closed when the test ends. */
export async function aBench(options: Partial<SimulatorOptions> = {}): Promise<Bench> {
  const bench = await aSimulator(options);
  onTestFinished(() => bench.close());
  return bench;
}

/** Parameters of a merchant's account as the application asks for one. */
export function accountParams(): Stripe.V2.Core.AccountCreateParams {
  return {
    contact_email: "merchant@example.com",
    display_name: "锦江理发店",
    dashboard: "express",
    identity: { country: "sg", entity_type: "company" },
    configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
    defaults: { responsibilities: { fees_collector: "application", losses_collector: "application" } },
    metadata: { merchant: "m1" },
    include: ["configuration.recipient", "requirements"],
  };
}

/** A merchant's account; it may receive transfers unless told otherwise. */
export async function aMerchantAccount(bench: Bench, { is_active = true } = {}): Promise<Stripe.V2.Core.Account> {
  const account = await bench.stripe.v2.core.accounts.create(accountParams());
  if (is_active) await bench.control(`accounts/${account.id}/activate`);
  return account;
}

/** The charge of a session of ¥100 that was paid; everything on its way has arrived, unless told otherwise. */
export async function paidCharge(
  bench: Bench,
  method: "card" | "wallet-later" = "card",
  { wallet = "alipay", is_settled = true } = {},
): Promise<Stripe.Charge> {
  const session = await bench.stripe.checkout.sessions.create(checkoutParams());
  const paid = await bench.control(`checkout/${session.id}/pay`, {
    method,
    ...(method === "wallet-later" && { wallet }),
  });
  if (is_settled) await bench.control("settle");
  const [charge] = (await bench.stripe.charges.list({ payment_intent: String(paid.payment_intent) })).data;
  if (!charge) throw new Error("a paid session has a charge");
  return charge;
}

/** Types of the newest events, oldest first. */
export async function lastEventTypes(bench: Bench, count: number): Promise<string[]> {
  return (await bench.stripe.events.list({ limit: count })).data.map((event) => event.type).reverse();
}

/** Presses a button of the hosted page, as a browser without JavaScript does. */
export function press(session_url: string, form: Record<string, string>): Promise<Response> {
  return fetch(session_url, { method: "POST", redirect: "manual", body: new URLSearchParams(form) });
}

type Received = { headers: Record<string, unknown>; body: string };
export type Receiver = {
  url: string;
  received: Received[];
  events(): Stripe.Event[];
  until(count: number): Promise<void>;
  close(): Promise<void>;
};

/** A webhook endpoint; `answers` gives the status of the n-th request (from 0), 200 when it gives none. */
export async function aReceiver(answers: (index: number) => number | undefined = () => 200): Promise<Receiver> {
  const received: Received[] = [];
  const waiting: { count: number; resolve(): void }[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      response.writeHead(answers(received.length) ?? 200).end();
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString("utf8") });
      for (const wait of waiting) if (received.length >= wait.count) wait.resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/stripe`,
    received,
    events: () => received.map(({ body }) => JSON.parse(body) as Stripe.Event),
    until: (count) =>
      received.length >= count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve })),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A directory that is gone afterwards. */
export function aDirectory(): { file(name: string): string; remove(): void } {
  const directory = mkdtempSync(join(tmpdir(), "simulator-"));
  return { file: (name) => join(directory, name), remove: () => rmSync(directory, { recursive: true, force: true }) };
}
