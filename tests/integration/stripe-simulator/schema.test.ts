import { existsSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import Stripe from "stripe";
import { expect, test, vi } from "vitest";
import { accountParams, aReceiver, aSimulator, checkoutParams, SECRET_KEY, WEBHOOK_SECRET } from "./simulator-fixture";

/** Beside the repository, or beside the folder its work trees stand in. */
const SCHEMA_FOLDER = ["../../../../shared/stripe/", "../../../../../shared/stripe/"]
  .map((path) => new URL(path, import.meta.url))
  .find((folder) => existsSync(folder));
const SCHEMA_NAME = "stripe-2026-10-28.endive.openapi.json";

type Validator = {
  request(method: string, path: string, body: string): string[];
  response(method: string, path: string, status: number, body: unknown): string[];
  event(event: unknown): string[];
  schema(name: string, object: unknown): string[];
};

if (!SCHEMA_FOLDER) console.info("schema check skipped: the schema folder is not there");

const EVENT_TYPES = [
  "charge.dispute.closed",
  "charge.dispute.created",
  "charge.dispute.funds_reinstated",
  "charge.dispute.funds_withdrawn",
  "charge.dispute.updated",
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
  "payout.created",
  "payout.failed",
  "payout.paid",
  "payout.reconciliation_completed",
  "refund.created",
  "refund.failed",
  "refund.updated",
  "transfer.created",
  "transfer.reversed",
  "transfer.updated",
];

test.skipIf(!SCHEMA_FOLDER)("every request, answer and event has Stripe's shape", async () => {
  const validator = await aValidator();
  const problems: string[] = [];
  const receiver = await aReceiver();
  const thin_receiver = await aReceiver();
  const bench = await aSimulator({
    webhook: { url: receiver.url, secret: WEBHOOK_SECRET },
    thinWebhook: { url: thin_receiver.url, secret: WEBHOOK_SECRET },
  });
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
  await thin_receiver.until(3);
  for (const event of thin_receiver.events()) problems.push(...validator.schema("v2.core.event", event));
  const thin_event = await bench.stripe.v2.core.events.retrieve(thin_receiver.events()[0]?.id ?? "");
  problems.push(...validator.schema("v2.core.event", JSON.parse(JSON.stringify(thin_event))));
  await bench.close();
  await receiver.close();
  await thin_receiver.close();

  expect(problems).toEqual([]);
  expect(checking).toHaveBeenCalled();
  expect([...new Set(receiver.events().map((event) => event.type))].sort()).toEqual(EVENT_TYPES);
});

async function aValidator(): Promise<Validator> {
  const { stripeValidator } = (await import(/* @vite-ignore */ new URL("validate.mjs", SCHEMA_FOLDER).href)) as {
    stripeValidator(schema: unknown, ajv: typeof Ajv, options: object): Validator;
  };
  return stripeValidator(JSON.parse(readFileSync(new URL(SCHEMA_NAME, SCHEMA_FOLDER), "utf8")), Ajv, {
    strictResponses: true,
  });
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

type Control = (path: string, body?: unknown) => Promise<Record<string, unknown>>;

/** Walks every state an object of the simulator can be in, and reads everything in it. */
async function everything(stripe: Stripe, control: Control): Promise<void> {
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
  await disputeEverything(stripe, control);
  await refundEverything(stripe, control);
  await transferEverything(stripe, control);
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

/** Before anything is refunded: a dispute in every state, on the first card payment. */
async function disputeEverything(stripe: Stripe, control: Control): Promise<void> {
  const charge = (await stripe.charges.list({ limit: 100 })).data.find(
    (each) => each.paid && each.payment_method_details?.type === "card",
  );
  const open = async (fields: object) =>
    String((await control("disputes", { charge: charge?.id, amount: 1_000, ...fields })).id);
  await control(`disputes/${await open({})}/close`, { outcome: "won" });
  const answered = await open({ reason: "duplicate" });
  const evidence = { duplicate_charge_explanation: "two bookings", uncategorized_text: "redeemed" };
  await stripe.disputes.update(answered, { evidence, submit: false });
  await stripe.disputes.update(answered, { submit: true, metadata: { note: "n" } });
  await stripe.disputes.retrieve(answered, { expand: ["charge", "payment_intent"] });
  await stripe.disputes.close(answered);
  await stripe.disputes.close(answered).catch(() => undefined);
  await control(`disputes/${answered}/close`, { outcome: "won" });
  await open({ status: "lost", amount: 1_500 });
  await control(`disputes/${await open({ status: "warning_needs_response" })}/escalate`);
  await control(`disputes/${await open({ status: "warning_needs_response" })}/close`, { outcome: "warning_closed" });
  await stripe.disputes.list({ charge: charge?.id ?? "", limit: 100 });
}

async function transferEverything(stripe: Stripe, control: Control): Promise<void> {
  const account = await transferableAccount(stripe, control);
  for (const quantity of [1, 2, 3]) {
    const [line] = checkoutParams().line_items ?? [];
    const session = await stripe.checkout.sessions.create(checkoutParams({ line_items: [{ ...line, quantity }] }));
    await control(`checkout/${session.id}/pay`, { method: "card" });
  }
  const [charge] = (await stripe.charges.list({ limit: 1 })).data;
  const params = { amount: 300, currency: "cny", destination: account.id };
  const sent = { ...params, source_transaction: charge?.id ?? "", metadata: { voucher: "v" }, description: "d" };
  const transfer = await stripe.transfers.create(sent);
  await stripe.transfers.create(params).catch(() => undefined);
  await stripe.transfers.create({ ...sent, destination: "acct_unknown" }).catch(() => undefined);
  await stripe.transfers.update(transfer.id, { metadata: { note: "n" } });
  const reversal = await stripe.transfers.createReversal(transfer.id, { amount: 100, metadata: { refund: "r" } });
  await stripe.transfers.createReversal(transfer.id, { amount: 900 }).catch(() => undefined);
  await stripe.transfers.retrieve(transfer.id, { expand: ["source_transaction", "balance_transaction"] });
  await stripe.transfers.list({ destination: account.id, transfer_group: transfer.transfer_group ?? "" });
  await stripe.transfers.listReversals(transfer.id, { limit: 5 });
  await stripe.transfers.retrieveReversal(transfer.id, reversal.id);
  await stripe.payouts.create({ amount: 99_999_999, currency: "cny" }).catch(() => undefined);
  await control("clock", { now: Date.now() + 3 * 86_400_000 });
  const payout = await stripe.payouts.create({ amount: 500, currency: "cny", metadata: { batch: "b" } });
  const automatic = await control("payouts");
  await control("settle");
  await control(`payouts/${payout.id}/fail`);
  await stripe.payouts.retrieve(payout.id, { expand: ["balance_transaction", "failure_balance_transaction"] });
  await stripe.payouts.list({ status: "paid" });
  await stripe.balanceTransactions.list({ payout: String(automatic.id), limit: 100 });
  await stripe.balanceTransactions.list({ type: "transfer" });
  await control(`accounts/${account.id}/close`);
}

/** An account that went through everything on the way to receiving transfers. */
async function transferableAccount(stripe: Stripe, control: Control): Promise<Stripe.V2.Core.Account> {
  const { accounts, accountLinks } = stripe.v2.core;
  const account = await accounts.create(accountParams());
  await accounts.update(account.id, { display_name: "n", include: ["defaults", "identity"] });
  const account_onboarding = { refresh_url: "http://127.0.0.1/again", return_url: "http://127.0.0.1/" };
  await accountLinks.create({ account: account.id, use_case: { type: "account_onboarding", account_onboarding } });
  await control(`accounts/${account.id}/activate`);
  await accounts.retrieve(account.id, { include: ["configuration.recipient", "requirements", "defaults"] });
  await accounts.retrieve("acct_unknown").catch(() => undefined);
  await accounts.list({ limit: 1, closed: false });
  return account;
}

async function refundEverything(stripe: Stripe, control: Control): Promise<void> {
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
