import { beforeEach, expect, test, vi } from "vitest";
import { sendRaw } from "../../support/raw-request";
import { aBench, type Bench, paidCharge } from "./simulator-fixture";

let bench: Bench;

beforeEach(async () => {
  vi.stubEnv("DEMO", "1");
  bench = await aBench();
  vi.unstubAllEnvs();
});

async function open(query = "?lang=zh-CN"): Promise<string> {
  const answer = await fetch(`${bench.simulator.url}/_simulator/${query}`);
  expect(answer.status).toBe(200);
  return answer.text();
}

/** Presses a button, and gives what the page says afterwards. */
async function press(action: string, changes: Record<string, string> = {}, headers: Record<string, string> = {}) {
  const token = /name="token" value="([^"]+)"/.exec(await open())?.[1] ?? "";
  return fetch(`${bench.simulator.url}/_simulator/?lang=en`, {
    method: "POST",
    redirect: "manual",
    headers,
    body: new URLSearchParams({ action, token, ...changes }),
  });
}

async function outcomeOf(action: string): Promise<string | null> {
  const answer = await press(action);
  expect(answer.status).toBe(303);
  return new URL(answer.headers.get("location") ?? "", bench.simulator.url).searchParams.get("outcome");
}

test("the page is there in the demo only, and asks for no key", async () => {
  expect(await open()).toContain("模拟的支付机构");
  expect(await open("?lang=en")).toContain("A simulated payment processor");
  // With no referrer at all a browser would send these forms from "null", and every button would be refused.
  const { headers } = await fetch(`${bench.simulator.url}/_simulator/`);
  expect(headers.get("referrer-policy")).toBe("same-origin");
  const plain = await aBench();
  expect((await fetch(`${plain.simulator.url}/_simulator/`)).status).toBe(401);
});

test("only this process's own page presses a button", async () => {
  const charge = await paidCharge(bench);
  expect((await press("dispute", { token: "x" })).status).toBe(403);
  expect((await press("dispute", {}, { origin: "https://elsewhere.example" })).status).toBe(403);
  expect((await press("dispute", {}, { origin: "null" })).status).toBe(403);
  expect((await press("colour")).status).toBe(400);
  // As a page asks whose own name was pointed at this machine.
  const renamed = "GET /_simulator/ HTTP/1.1\r\nhost: elsewhere.example\r\nconnection: close\r\n\r\n";
  expect((await sendRaw(bench.simulator.url, renamed)).status).toBe(401);
  expect(await bench.stripe.charges.retrieve(charge.id)).toMatchObject({ disputed: false });
});

test("nothing to act on is said, not failed", async () => {
  for (const action of ["settle", "wallet", "refund", "dispute", "won", "lost"])
    expect(await outcomeOf(action), action).toBe("nothing");
});

test("a card payment is disputed, and the dispute decided", async () => {
  const charge = await paidCharge(bench);
  expect(await outcomeOf("dispute")).toBe("done");
  expect(await outcomeOf("won")).toBe("done");
  expect((await bench.stripe.disputes.list({ charge: charge.id })).data).toMatchObject([{ status: "won" }]);
  await paidCharge(bench);
  await outcomeOf("dispute");
  expect(await outcomeOf("lost")).toBe("done");
  expect((await bench.stripe.disputes.list()).data.map(({ status }) => status)).toEqual(["lost", "won"]);
  expect(await open()).toContain("输了");
});

test("a wallet payment on its way fails, and a refund too", async () => {
  expect(await outcomeOf("slow")).toBe("done");
  const charge = await paidCharge(bench, "wallet-later", { is_settled: false });
  expect(await outcomeOf("wallet")).toBe("done");
  expect(await outcomeOf("settle")).toBe("done");
  expect((await bench.stripe.charges.retrieve(charge.id)).status).toBe("failed");
  await outcomeOf("slow");
  const paid = await paidCharge(bench);
  const refund = await bench.stripe.refunds.create({ charge: paid.id });
  expect(await outcomeOf("refund")).toBe("done");
  expect((await bench.stripe.refunds.retrieve(refund.id)).status).toBe("failed");
});

test("the processor is away and comes back; webhooks are shuffled and plain again", async () => {
  await outcomeOf("away");
  await expect(bench.stripe.balance.retrieve()).rejects.toMatchObject({ type: "StripeConnectionError" });
  expect(await open()).toContain("支付机构现在回来");
  await outcomeOf("back");
  await bench.stripe.balance.retrieve();
  await outcomeOf("shuffle");
  expect(await open()).toContain("已打开");
  await outcomeOf("shuffle");
  expect(await open()).not.toContain("已打开");
});
