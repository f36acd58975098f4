import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ProductServer } from "#tests/support/product-server";
import { anIdleJob, changeJob } from "#tests/support/queued-jobs";
import { instant } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { openIncident } from "~/payments/open-incident.server";
import { type Database, inTransaction, openDatabase } from "~/platform/database.server";

const TOKEN = "a-token-for-monitors-of-this-test";
/** Long before the test, so that a row made then is late. */
const THEN = instant("2026-01-01T00:00:00.000Z");

let server: ProductServer;
let db: Database;
beforeAll(async () => {
  server = await ProductServer.start({ variables: { METRICS_TOKEN: TOKEN } });
  db = openDatabase(server.env.DATABASE_URL ?? "");
  await anIdleJob(db, "dead", instant("2030-01-01T00:00:00.000Z"));
  await changeJob(db, "dead", { state: "dead", run_at: THEN, finished_at: THEN });
  const numbers = { processor_minor: -5, ledger_minor: null, entry_id: null };
  const incident = { kind: "payout-unknown", subject: "po_1", detail: "", ...numbers } as const;
  await inTransaction(db, async (trx) => ok(await openIncident(trx, incident, THEN)));
}, 60_000);
afterAll(async () => {
  await db?.destroy();
  await server?.stop();
});

async function scraped(headers: Record<string, string> = {}) {
  const response = await fetch(`${server.origin}/metrics`, { headers });
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
}

it("a program on this machine reads the figures", async () => {
  const { status, type, text } = await scraped();
  expect([status, type]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
  expect(text).toContain("shangju_database_up 1\n");
  expect(text).toContain('shangju_queue_rows{queue="job",state="dead"} 1\n');
  expect(text).toContain('shangju_dead_letters{queue="job",kind="send-notice"} 1\n');
  expect(text).toContain('shangju_open_incidents{kind="payout-unknown"} 1\n');
  expect(text).toContain('shangju_open_incidents{kind="entry-missing"} 0\n');
  expect(text).toMatch(/shangju_foreign_events_total \d+\n/);
  expect(text).toMatch(/shangju_queue_rows\{queue="outbox",state="ready"\} \d+\n/);
  expect(text).toMatch(/shangju_queue_lag_seconds\{queue="inbox"\} \d+\n/);
  expect(text).toMatch(/shangju_http_requests_total\{status="2xx"\} [1-9]\d*\n/);
  expect(text).toMatch(/process_resident_memory_bytes [1-9]\d+\n/);
});

it("for whom a proxy asks, nobody knows: only the token opens", async () => {
  const forwarded = { "x-forwarded-for": "127.0.0.1" };
  expect(await scraped(forwarded)).toMatchObject({ status: 403 });
  expect(await scraped({ ...forwarded, authorization: "Bearer wrong-token-wrong-token" })).toMatchObject({
    status: 403,
  });
  expect(await scraped({ ...forwarded, authorization: TOKEN })).toMatchObject({ status: 403 });
  expect(await scraped({ ...forwarded, authorization: `Bearer ${TOKEN}` })).toMatchObject({ status: 200 });
});

it("webhooks that are not accepted are counted by reason", async () => {
  const send = (body: string, age_s: number, secret: string) => {
    const sent_s = Math.floor(Date.now() / 1_000) - age_s;
    const v1 = createHmac("sha256", secret).update(`${sent_s}.${body}`).digest("hex");
    const headers = { "stripe-signature": `t=${sent_s},v1=${v1}` };
    return fetch(`${server.origin}/webhooks/stripe`, { method: "POST", headers, body });
  };
  const secret = server.env.STRIPE_WEBHOOK_SECRET ?? "";
  const answers = [
    await fetch(`${server.origin}/webhooks/stripe`, { method: "POST", body: "{}" }),
    await send("{}", 0, "whsec_of_somebody_else"),
    await send("{}", 3_600, secret),
    await send("not json", 0, secret),
  ];
  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
  const { text } = await scraped();
  const counted = [...text.matchAll(/shangju_webhooks_refused_total\{reason="(\w+)"\} (\d+)/g)];
  expect(counted.map(([, reason, count]) => `${reason} ${count}`)).toEqual([
    "unsigned 1",
    "forged 1",
    "stale 1",
    "malformed 1",
  ]);
});

it("readiness says how full and how late every queue is", async () => {
  const ready = (await (await fetch(`${server.origin}/readyz`)).json()) as Record<string, unknown>;
  expect(ready).toMatchObject({
    ready: true,
    database_writable: true,
    pending_migrations: [],
    outbox_lag_s: expect.any(Number),
    queues: {
      outbox: { depth: expect.any(Number), dead: 0, lag_s: expect.any(Number) },
      inbox: { depth: expect.any(Number), dead: 0, lag_s: expect.any(Number) },
      job: { depth: 0, dead: 1, lag_s: 0 },
    },
    dead_letters: { outbox: {}, job: { "send-notice": 1 } },
    open_incidents: { "payout-unknown": 1 },
  });
});
