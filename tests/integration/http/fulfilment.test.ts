import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exportedEntries } from "#tests/support/ledger-file";
import { ProductServer } from "#tests/support/product-server";
import { deliverEvent, newestEvent } from "#tests/support/signed-webhook";
import { sessionOf, Visitor } from "#tests/support/visitor";

const AT_ONCE_COUNT = 50;

let server: ProductServer;
beforeAll(async () => {
  server = await ProductServer.start();
}, 60_000);
afterAll(() => server?.stop());

it("50 webhooks and 50 success pages at once for one session make one voucher and one entry", async () => {
  const resident = await Visitor.signedIn(server.origin, server.account("resident"));
  const booked = await resident.book(server.offer("voucher"));
  const session = sessionOf(booked.headers.get("location"));
  await server.control(`checkout/${session}/pay`, { method: "card" });
  const event = await newestEvent(server, "checkout.session.completed");
  const object = (event.data as { object: { client_reference_id: string } }).object;
  const page = `/me/bookings/${object.client_reference_id}?session_id=${session}`;
  const [statuses, pages] = await Promise.all([
    Promise.all(Array.from({ length: AT_ONCE_COUNT }, () => deliverEvent(server, event))),
    Promise.all(Array.from({ length: AT_ONCE_COUNT }, () => resident.get(page))),
  ]);
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(new Set(pages.map((each) => each.status))).toEqual(new Set([200]));
  await sleep(1_500);
  const settled = await resident.get(`/me/bookings/${object.client_reference_id}`);
  expect(settled.text.match(/data-voucher-state="issued"/g)).toHaveLength(1);
  const entries = await exportedEntries(server);
  expect(entries.filter((entry) => entry.kind === "payment_captured")).toHaveLength(1);
  expect(entries.filter((entry) => entry.kind === "stripe_fee")).toHaveLength(1);
  const verified = await server.command("ledger:verify", "--json");
  expect(verified.code).toBe(0);
}, 60_000);

it("a forged, a stale and a malformed webhook are refused and stored nowhere", async () => {
  const send = (body: string, signature: string) =>
    fetch(`${server.origin}/webhooks/stripe`, { method: "POST", headers: { "stripe-signature": signature }, body });
  const answers = await Promise.all([
    send('{"id":"evt_forged"}', "t=1,v1=00"),
    send("not json", ""),
    send('{"id":"evt_forged"}', `t=${Math.floor(Date.now() / 1_000)},v1=${"0".repeat(64)}`),
  ]);
  expect(answers.map((answer) => answer.status)).toEqual([400, 400, 400]);
});
