import { expect, test } from "vitest";
import { aBench, accountParams, aMerchantAccount, aReceiver } from "./simulator-fixture";

const THIN_SECRET = "whsec_thin";
const LINK = {
  type: "account_onboarding",
  account_onboarding: {
    refresh_url: "http://127.0.0.1:3000/merchant/payouts/again",
    return_url: "http://127.0.0.1:3000/merchant/payouts",
  },
} as const;

test("an account may receive transfers once its onboarding is done", async () => {
  const bench = await aBench();
  const { accounts, accountLinks } = bench.stripe.v2.core;
  const account = await accounts.create(accountParams(), { idempotencyKey: "acct:m1" });
  expect(account).toMatchObject({
    object: "v2.core.account",
    display_name: "锦江理发店",
    applied_configurations: ["recipient"],
    configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { status: "restricted" } } } } },
    requirements: { entries: [{ awaiting_action_from: "user" }] },
  });
  expect((await accounts.create(accountParams(), { idempotencyKey: "acct:m1" })).id).toBe(account.id);
  const link = await accountLinks.create({ account: account.id, use_case: LINK });
  const opened = await fetch(link.url, { redirect: "manual" });
  expect(opened.status).toBe(303);
  const form = new URL(opened.headers.get("location") ?? "", link.url).href;
  for (const [language, word] of [
    ["zh-CN", "模拟"],
    ["en", "Simulated"],
  ]) {
    const page = await fetch(`${form}?lang=${language}`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining(String(word))]);
  }
  const again = await fetch(link.url, { redirect: "manual" });
  expect(again.headers.get("location")).toBe(LINK.account_onboarding.refresh_url);
  const done = await fetch(form, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ answer: "complete" }),
  });
  expect([done.status, done.headers.get("location")]).toEqual([303, LINK.account_onboarding.return_url]);
  const include = ["configuration.recipient", "requirements"] as const;
  expect(await accounts.retrieve(account.id, { include: [...include] })).toMatchObject({
    configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { status: "active" } } } } },
    requirements: { entries: [] },
  });
  expect(await accounts.retrieve(account.id)).not.toHaveProperty("configuration");
  expect((await fetch(form, { redirect: "manual" })).status).toBe(404);
});

test("a link ends after five minutes, and the form may be left without an answer", async () => {
  const bench = await aBench();
  await bench.control("clock", { now: 1_800_000_000_000 });
  const account = await aMerchantAccount(bench, { is_active: false });
  const make = () => bench.stripe.v2.core.accountLinks.create({ account: account.id, use_case: LINK });
  const late = await make();
  await bench.control("clock", { now: 1_800_000_300_000 });
  const answer = await fetch(late.url, { redirect: "manual" });
  expect(answer.headers.get("location")).toBe(LINK.account_onboarding.refresh_url);
  const form = (await fetch((await make()).url, { redirect: "manual" })).headers.get("location") ?? "";
  const left = await fetch(new URL(form, bench.simulator.url), {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ answer: "later" }),
  });
  expect(left.headers.get("location")).toBe(LINK.account_onboarding.return_url);
  expect((await fetch(`${bench.simulator.url}/connect/onboarding/unknown`)).status).toBe(404);
});

test("merchants in mainland China are not supported", async () => {
  const bench = await aBench();
  const account = await bench.stripe.v2.core.accounts.create({ ...accountParams(), identity: { country: "cn" } });
  expect(account.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers).toEqual({
    status: "unsupported",
    status_details: [{ code: "unsupported_country", resolution: "no_resolution" }],
  });
});

test("an account is updated and listed, and refused what the simulator does not know", async () => {
  const bench = await aBench();
  const { accounts } = bench.stripe.v2.core;
  const [first, second] = [await aMerchantAccount(bench), await aMerchantAccount(bench)];
  const updated = await accounts.update(first.id, {
    display_name: "新名字",
    metadata: { merchant: "m9" },
    include: ["defaults"],
  });
  expect(updated).toMatchObject({
    display_name: "新名字",
    metadata: { merchant: "m9" },
    defaults: { responsibilities: { fees_collector: "application" } },
  });
  expect((await accounts.list({ limit: 1 }).autoPagingToArray({ limit: 10 })).map(({ id }) => id)).toEqual([
    second.id,
    first.id,
  ]);
  await bench.control(`accounts/${first.id}/close`);
  expect((await accounts.list({ closed: true })).data.map(({ id }) => id)).toEqual([first.id]);
  await expect(accounts.update(first.id, { display_name: "x" })).rejects.toMatchObject({ statusCode: 400 });
  await expect(accounts.retrieve("acct_unknown")).rejects.toMatchObject({ statusCode: 404 });
  const unknown = { ...accountParams(), relationship: {} } as object;
  await expect(accounts.create(unknown)).rejects.toMatchObject({ statusCode: 400 });
});

test("thin events say which account changed, signed for their own endpoint, and show nothing of it", async () => {
  const receiver = await aReceiver();
  const bench = await aBench({ thinWebhook: { url: receiver.url, secret: THIN_SECRET } });
  const account = await aMerchantAccount(bench);
  await bench.control(`accounts/${account.id}/activate`);
  await bench.control(`accounts/${account.id}/close`);
  await receiver.until(3);
  const notifications = receiver.received.map(({ body, headers }) =>
    bench.stripe.parseEventNotification(body, String(headers["stripe-signature"]), THIN_SECRET),
  );
  expect(notifications.map(({ type }) => type).sort()).toEqual([
    "v2.core.account.closed",
    "v2.core.account[configuration.recipient].capability_status_updated",
    "v2.core.account[requirements].updated",
  ]);
  const [told] = notifications.filter(({ type }) => type.includes("capability"));
  expect(told).toMatchObject({ related_object: { id: account.id, type: "v2.core.account" } });
  expect(told).not.toHaveProperty("data");
  expect(await bench.stripe.v2.core.events.retrieve(told?.id ?? "")).toMatchObject({
    data: { updated_capability: "stripe_balance.stripe_transfers" },
  });
  const listed = await bench.stripe.v2.core.events.list({ object_id: account.id });
  expect(listed.data.map(({ id }) => id).sort()).toEqual(notifications.map(({ id }) => id).sort());
  await receiver.close();
});
