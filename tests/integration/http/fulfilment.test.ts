import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exportedEntries } from "#tests/support/ledger-file";
import { ProductServer } from "#tests/support/product-server";
import { deliverEvent, newestEvent } from "#tests/support/signed-webhook";
import { sessionOf, Visitor } from "#tests/support/visitor";
import { API_VERSION } from "~/stripe-simulator/stripe-objects";

const AT_ONCE_COUNT = 50;

let server: ProductServer;
beforeAll(async () => {
  server = await ProductServer.start();
}, 60_000);
afterAll(() => server?.stop());

it("50 webhooks and 50 success pages at once for one session make one voucher and one entry", async () => {
  const paid = await aPaidSession(server);
  const event = await newestEvent(server, "checkout.session.completed");
  await fulfilAtOnce(server, paid, () => event);
}, 60_000);

it("so do 50 events that the processor never made, each with an id of its own, signed with the configured secret", async () => {
  const untold = await ProductServer.start({ webhooks: false });
  try {
    const paid = await aPaidSession(untold);
    const completed = {
      object: "event",
      type: "checkout.session.completed",
      api_version: API_VERSION,
      created: Math.floor(Date.now() / 1_000),
      livemode: false,
      pending_webhooks: 1,
      request: null,
      data: { object: { id: paid.session, object: "checkout.session", client_reference_id: paid.booking } },
    };
    await fulfilAtOnce(untold, paid, (index) => ({ ...completed, id: `evt_outside_${index}` }));
  } finally {
    await untold.stop();
  }
}, 60_000);

type PaidSession = { resident: Visitor; session: string; booking: string };

/** A voucher that was paid a moment ago; whether the product knows is another matter. */
async function aPaidSession(of: ProductServer): Promise<PaidSession> {
  const resident = await Visitor.signedIn(of.origin, of.account("resident"));
  const booked = await resident.book(of.offer("voucher"));
  const session = sessionOf(booked.headers.get("location"));
  const { client_reference_id } = await of.control(`checkout/${session}/pay`, { method: "card" });
  return { resident, session, booking: String(client_reference_id) };
}

async function fulfilAtOnce(
  of: ProductServer,
  { resident, session, booking }: PaidSession,
  eventOf: (index: number) => object,
): Promise<void> {
  const page = `/me/bookings/${booking}?session_id=${session}`;
  const [statuses, pages] = await Promise.all([
    Promise.all(Array.from({ length: AT_ONCE_COUNT }, (_, index) => deliverEvent(of, eventOf(index)))),
    Promise.all(Array.from({ length: AT_ONCE_COUNT }, () => resident.get(page))),
  ]);
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(new Set(pages.map((each) => each.status))).toEqual(new Set([200]));
  await sleep(1_500);
  const settled = await resident.get(`/me/bookings/${booking}`);
  expect(settled.text.match(/data-voucher-state="issued"/g)).toHaveLength(1);
  const entries = await exportedEntries(of);
  expect(entries.filter((entry) => entry.kind === "payment_captured")).toHaveLength(1);
  expect(entries.filter((entry) => entry.kind === "stripe_fee")).toHaveLength(1);
  const verified = await of.command("ledger:verify", "--json");
  expect(verified.code).toBe(0);
}

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
