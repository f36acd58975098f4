import Stripe from "stripe";
import { afterEach, expect, test } from "vitest";
import {
  aDirectory,
  aReceiver,
  aSimulator,
  type Bench,
  checkoutParams,
  press,
  type Receiver,
  WEBHOOK_SECRET,
} from "./simulator-fixture";

const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function receiving(answers?: (index: number) => number | undefined): Promise<Receiver> {
  const receiver = await aReceiver(answers);
  closing.push(() => receiver.close());
  return receiver;
}

async function benchFor(receiver: Receiver, file = ":memory:"): Promise<Bench> {
  const bench = await aSimulator({ file, webhook: { url: receiver.url, secret: WEBHOOK_SECRET } });
  closing.unshift(() => bench.close());
  return bench;
}

async function payByCard(bench: Bench): Promise<string> {
  const session = await bench.stripe.checkout.sessions.create(checkoutParams());
  await bench.control(`checkout/${session.id}/pay`, { method: "card" });
  return session.id;
}

test("events arrive signed, and the official SDK accepts the signature", async () => {
  const receiver = await receiving();
  const bench = await benchFor(receiver);
  const session_id = await payByCard(bench);
  await receiver.until(5);
  for (const { headers, body } of receiver.received) {
    const event = bench.stripe.webhooks.constructEvent(body, String(headers["stripe-signature"]), WEBHOOK_SECRET, 300);
    expect(event.api_version).toBe("2026-10-28.endive");
    expect(() =>
      bench.stripe.webhooks.constructEvent(`${body} `, String(headers["stripe-signature"]), WEBHOOK_SECRET),
    ).toThrow(Stripe.errors.StripeSignatureVerificationError);
  }
  const completed = receiver.events().find((event) => event.type === "checkout.session.completed");
  expect(completed?.data.object).toMatchObject({ id: session_id, payment_status: "paid" });
});

test("a refused delivery comes again until it is accepted", async () => {
  const receiver = await receiving((index) => (index === 0 ? 503 : 200));
  const bench = await benchFor(receiver);
  const session = await bench.stripe.checkout.sessions.create(checkoutParams());
  await bench.stripe.checkout.sessions.expire(session.id);
  await receiver.until(1);
  expect((await bench.stripe.events.list()).data[0]?.pending_webhooks).toBe(1);
  await receiver.until(2);
  const [first, second] = receiver.events();
  expect(second).toEqual(first);
  await expect.poll(async () => (await bench.stripe.events.list()).data[0]?.pending_webhooks).toBe(0);
});

test("the payer is sent back only after the webhook has answered", async () => {
  const receiver = await receiving();
  const bench = await benchFor(receiver);
  const session = await bench.stripe.checkout.sessions.create(checkoutParams());
  await press(session.url ?? "", { method: "card" });
  expect(receiver.events().map((event) => event.type)).toContain("checkout.session.completed");
});

test("what was not delivered is delivered after a restart", async () => {
  const directory = aDirectory();
  closing.push(directory.remove);
  const down = await aReceiver();
  await down.close();
  const first = await aSimulator({
    file: directory.file("simulator.sqlite"),
    webhook: { url: down.url, secret: WEBHOOK_SECRET },
  });
  const session_id = await payByCard(first);
  await first.close();

  const receiver = await receiving();
  const bench = await benchFor(receiver, directory.file("simulator.sqlite"));
  await receiver.until(5);
  expect(await bench.stripe.checkout.sessions.retrieve(session_id)).toMatchObject({ payment_status: "paid" });
  const stored = (await bench.stripe.events.list()).data.map((event) => event.id);
  expect(
    receiver
      .events()
      .map((event) => event.id)
      .sort(),
  ).toEqual([...stored].sort());
});

test("events can be delivered again, one or all, several times", async () => {
  const receiver = await receiving();
  const bench = await benchFor(receiver);
  await payByCard(bench);
  await receiver.until(5);
  const event_id = receiver.events()[0]?.id;
  expect(await bench.control("deliver", { event: event_id, times: 3 })).toEqual({ deliveries: 3 });
  await receiver.until(8);
  expect(receiver.events().filter((event) => event.id === event_id)).toHaveLength(4);
  await bench.control("deliver", { times: 2 });
  await receiver.until(18);
});

test("without a webhook events are stored only", async () => {
  const bench = await aSimulator();
  closing.push(() => bench.close());
  await payByCard(bench);
  const events = await bench.stripe.events.list({ types: ["charge.succeeded", "charge.updated"] });
  expect(events.data.map((event) => [event.type, event.pending_webhooks])).toEqual([
    ["charge.updated", 0],
    ["charge.succeeded", 0],
  ]);
});

test("a wallet payment succeeds by itself, without anyone asking", async () => {
  const receiver = await receiving();
  const bench = await benchFor(receiver);
  await bench.control("clock", { now: Date.now() - 3_900 });
  const session = await bench.stripe.checkout.sessions.create(checkoutParams());
  await bench.control(`checkout/${session.id}/pay`, { method: "wallet-later" });
  await bench.control("clock", { now: null });
  await receiver.until(8);
  expect(receiver.events().map((event) => event.type)).toContain("checkout.session.async_payment_succeeded");
});

test("webhooks arrive twice and in another order where told so, also after a restart", async () => {
  const receiver = await receiving();
  const directory = aDirectory();
  const file = directory.file("simulator.sqlite");
  const first = await aSimulator({ file, webhook: { url: receiver.url, secret: WEBHOOK_SECRET } });
  await first.control("webhooks", { duplicate: 1, shuffle: 300, seed: 7 });
  await first.close();
  const bench = await benchFor(receiver, file);
  closing.push(() => directory.remove());
  await payByCard(bench);
  const written = (await bench.stripe.events.list({ limit: 100 })).data.map(({ id }) => id).reverse();
  await receiver.until(2 * written.length);
  const arrived = receiver.events().map(({ id }) => id);
  expect([...arrived].sort()).toEqual([...written, ...written].sort());
  expect([...new Set(arrived)]).not.toEqual(written);
});
