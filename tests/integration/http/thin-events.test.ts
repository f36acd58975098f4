import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ProductServer } from "#tests/support/product-server";
import { type Database, openDatabase } from "~/platform/database.server";

const SECRET = "whsec_thin_of_the_test";
let server: ProductServer;
let db: Database;

beforeAll(async () => {
  server = await ProductServer.start({ variables: { STRIPE_WEBHOOK_SECRET_THIN: `whsec_old,${SECRET}` } });
  db = openDatabase(server.env.DATABASE_URL ?? "");
}, 60_000);
afterAll(async () => {
  await db?.destroy();
  await server?.stop();
});

const EVENT = {
  id: "evt_thin_1",
  object: "v2.core.event",
  type: "v2.core.account[requirements].updated",
  livemode: false,
  created: "2026-11-20T08:00:00.000Z",
  context: null,
  reason: null,
  related_object: { id: "acct_1", type: "v2.core.account", url: "/v2/core/accounts/acct_1" },
};

/** Sends bytes signed with `secret`, `age_s` seconds ago. */
async function send(body: string, { secret = SECRET, age_s = 0 } = {}): Promise<number> {
  const at_s = Math.floor(performance.timeOrigin / 1_000 + performance.now() / 1_000) - age_s;
  const mac = createHmac("sha256", secret).update(`${at_s}.${body}`).digest("hex");
  const headers = { "stripe-signature": `t=${at_s},v1=${mac}`, "content-type": "application/json" };
  return (await fetch(`${server.origin}/webhooks/stripe-thin`, { method: "POST", body, headers })).status;
}

it("a thin event that is signed with one of its secrets is kept once", async () => {
  const body = JSON.stringify(EVENT);
  expect([await send(body), await send(body)]).toEqual([200, 200]);
  const kept = await db.read.selectFrom("stripe_event").selectAll().where("id", "=", EVENT.id).execute();
  expect(kept.map(({ type, object_id }) => [type, object_id])).toEqual([[EVENT.type, "acct_1"]]);
});

it("others are refused and leave nothing: forged, stale, changed, malformed, too large, or signed for the other endpoint", async () => {
  const body = JSON.stringify({ ...EVENT, id: "evt_forged" });
  const other = server.env.STRIPE_WEBHOOK_SECRET ?? "";
  expect(await send(body, { secret: "whsec_forged" })).toBe(400);
  expect(await send(body, { secret: other })).toBe(400);
  expect(await send(body, { age_s: 400 })).toBe(400);
  expect(await send("{")).toBe(400);
  expect(await send(JSON.stringify({ ...EVENT, id: "evt_forged", related_object: null }))).toBe(400);
  expect(await send(JSON.stringify({ ...EVENT, id: "x".repeat(300_000) }))).toBe(413);
  const kept = await db.read.selectFrom("stripe_event").select("id").where("id", "like", "%forged%").execute();
  expect(kept).toEqual([]);
  const metrics = await (await fetch(`${server.origin}/metrics`)).text();
  const counted = [...metrics.matchAll(/shangju_thin_webhooks_refused_total\{reason="(\w+)"\} (\d+)/g)];
  expect(counted.map(([, reason, count]) => `${reason} ${count}`)).toEqual([
    "unsigned 0",
    "forged 2",
    "stale 1",
    "malformed 2",
  ]);
});
