import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import Stripe from "stripe";
import { expect, test, vi } from "vitest";
import { aReceiver, aSimulator, checkoutParams, SECRET_KEY, WEBHOOK_SECRET } from "./simulator-fixture";

const SCHEMA_FILE = fileURLToPath(
  new URL("../../../../shared/stripe/stripe-2026-10-28.endive.openapi.json", import.meta.url),
);
const VALIDATOR_FILE = new URL("../../../../shared/stripe/validate.mjs", import.meta.url).href;
const is_absent = !existsSync(SCHEMA_FILE);

type Validator = {
  request(method: string, path: string, body: string): string[];
  response(method: string, path: string, status: number, body: unknown): string[];
  event(event: unknown): string[];
};

if (is_absent) console.info("schema check skipped: the schema folder is not there");

const EVENT_TYPES = [
  "charge.failed",
  "charge.pending",
  "charge.refund.updated",
  "charge.refunded",
  "charge.succeeded",
  "charge.updated",
  "checkout.session.async_payment_failed",
  "checkout.session.async_payment_succeeded",
  "checkout.session.completed",
  "checkout.session.expired",
  "payment_intent.canceled",
  "payment_intent.created",
  "payment_intent.payment_failed",
  "payment_intent.processing",
  "payment_intent.requires_action",
  "payment_intent.succeeded",
  "refund.created",
  "refund.failed",
  "refund.updated",
];

test.skipIf(is_absent)("every request, answer and event has Stripe's shape", async () => {
  const validator = await aValidator();
  const problems: string[] = [];
  const receiver = await aReceiver();
  const bench = await aSimulator({ webhook: { url: receiver.url, secret: WEBHOOK_SECRET } });
  const checking = checkingFetch(validator, problems);
  const stripe = new Stripe(SECRET_KEY, {
    apiVersion: "2026-10-28.endive",
    host: "127.0.0.1",
    port: bench.simulator.port,
    protocol: "http",
    maxNetworkRetries: 0,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient(checking),
  });
  await everything(stripe, bench.control);
  await receiver.until((await stripe.events.list({ limit: 100 }).autoPagingToArray({ limit: 1_000 })).length);
  for (const event of receiver.events())
    problems.push(...validator.event(event).map((problem) => `${event.type}: ${problem}`));
  await bench.close();
  await receiver.close();

  expect(problems).toEqual([]);
  expect(checking).toHaveBeenCalled();
  expect([...new Set(receiver.events().map((event) => event.type))].sort()).toEqual(EVENT_TYPES);
});

async function aValidator(): Promise<Validator> {
  const { stripeValidator } = (await import(/* @vite-ignore */ VALIDATOR_FILE)) as {
    stripeValidator(schema: unknown, ajv: typeof Ajv, options: object): Validator;
  };
  return stripeValidator(JSON.parse(readFileSync(SCHEMA_FILE, "utf8")), Ajv, { strictResponses: true });
}

/** A fetch that notes every departure from Stripe's shapes; refused requests may be malformed, their answers not. */
function checkingFetch(validator: Validator, problems: string[]) {
  return vi.fn<typeof fetch>(async (input, init) => {
    const url = new URL(String(input));
    const [method, path, body] = [init?.method ?? "GET", url.pathname + url.search, String(init?.body ?? "")];
    const answer = await fetch(input, init);
    const found = [
      ...(answer.ok ? validator.request(method, path, body) : []),
      ...validator.response(method, path, answer.status, await answer.clone().json()),
    ];
    problems.push(...found.map((problem) => `${method} ${path} ${answer.status}: ${problem}`));
    return answer;
  });
}

const PATHS_TO_PAY: [methods: string[], wallet?: string][] = [
  [["card"]],
  [["declined", "card"]],
  [["card-3ds", "card-3ds-fail", "card-3ds", "card-3ds-confirm"]],
  [["wallet-later"], "alipay"],
  [["wallet-later"], "wechat_pay"],
  [["wallet-fails"], "alipay"],
  [["declined"]],
  [["card-3ds"]],
];

/** Walks every state an object of the simulator can be in, and reads everything in it. */
async function everything(
  stripe: Stripe,
  control: (path: string, body?: unknown) => Promise<Record<string, unknown>>,
): Promise<void> {
  for (const [methods, wallet] of PATHS_TO_PAY) {
    const { id } = await stripe.checkout.sessions.create({
      ...checkoutParams(),
      expires_at: Math.floor(Date.now() / 1_000) + 2_700,
      locale: "zh",
    });
    for (const method of methods) {
      await control(`checkout/${id}/pay`, { method, ...(wallet && { wallet }) });
      await stripe.checkout.sessions.retrieve(id, {
        expand: ["payment_intent.latest_charge.balance_transaction", "line_items"],
      });
    }
    await stripe.checkout.sessions.listLineItems(id);
    await control("settle");
    if (methods.length === 1) await stripe.checkout.sessions.expire(id).catch(() => undefined);
  }
  await refundEverything(stripe, control);
  await stripe.checkout.sessions.list({ created: { gte: 1 }, limit: 100 });
  for (const intent of (await stripe.paymentIntents.list({ limit: 100 })).data)
    await stripe.paymentIntents.retrieve(intent.id);
  for (const transaction of (await stripe.balanceTransactions.list({ limit: 100 })).data)
    await stripe.balanceTransactions.retrieve(transaction.id);
  await stripe.balance.retrieve();
  const [event] = (await stripe.events.list({ limit: 1 })).data;
  await stripe.events.retrieve(event?.id ?? "");
  await stripe.charges.retrieve("ch_unknown").catch(() => undefined);
}

async function refundEverything(stripe: Stripe, control: (path: string) => Promise<unknown>): Promise<void> {
  const charges = (await stripe.charges.list({ limit: 100 })).data;
  for (const charge of charges) {
    const refund = await stripe.refunds
      .create({ charge: charge.id, amount: 100, reason: "requested_by_customer", metadata: { refund: "r" } })
      .catch(() => undefined);
    if (refund?.status === "pending") await control(`refunds/${refund.id}/fail`);
    await stripe.refunds.create({ charge: charge.id }).catch(() => undefined);
    await control("settle");
    await stripe.charges.retrieve(charge.id, { expand: ["refunds"] });
  }
  for (const refund of (await stripe.refunds.list({ limit: 100 })).data) await stripe.refunds.retrieve(refund.id);
}
