import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ProductServer } from "#tests/support/product-server";
import { testEngine } from "#tests/support/test-engine";
import { type Page, Visitor } from "#tests/support/visitor";
import { MESSAGES } from "~/messages/translator.server";
import { type Database, openDatabase } from "~/platform/database.server";

let server: ProductServer;
let resident: Visitor;
let db: Database;
beforeAll(async () => {
  server = await ProductServer.start();
  resident = await Visitor.signedIn(server.origin, server.account("resident"));
  db = openDatabase(server.env.DATABASE_URL ?? "");
}, 60_000);
afterAll(async () => {
  await db?.destroy();
  await server?.stop();
});

/** What is read for every visitor of a page. */
const VISITORS_TABLES = ["community", "session"];
const PAGES = ["/", "/offers?q=tea", "/fund", "/me", "/sign-in", "/nope"];
const ENGLISH = { "accept-language": "en" };

it("the process is alive and hears the payment processor without asking who is there", async () => {
  for (const table of VISITORS_TABLES) await sql.raw(`alter table ${table} rename to ${table}_gone`).execute(db.write);
  try {
    expect((await resident.get("/healthz")).status).toBe(200);
    expect((await resident.get("/readyz")).status).toBe(200);
    const json = { "content-type": "application/json" };
    expect((await resident.postBody("/webhooks/stripe", "{}", json)).text).toBe("bad signature\n");
  } finally {
    for (const table of VISITORS_TABLES)
      await sql.raw(`alter table ${table}_gone rename to ${table}`).execute(db.write);
  }
});

function expectBusy(path: string, page: Page): void {
  const retry_after = page.headers.get("retry-after");
  expect({ path, status: page.status, retry_after }).toEqual({ path, status: 503, retry_after: "5" });
}

describe.runIf(testEngine() === "postgres")("a database that does not answer (503)", () => {
  async function expectEverythingBusy(): Promise<void> {
    const asked = [...PAGES, "/offers.data", "/me.data", "/nope.data", "/readyz"];
    const answers = await Promise.all(asked.map(async (path) => ({ path, page: await resident.get(path, ENGLISH) })));
    for (const { path, page } of answers) expectBusy(path, page);
    for (const { path, page } of answers.filter(({ path: each }) => PAGES.includes(each))) {
      const lang = /<html lang="([^"]*)"/.exec(page.text)?.[1];
      const isTold = page.text.includes(MESSAGES.en.error_pages.busy_title);
      expect({ path, lang, isTold }).toEqual({ path, lang: "en", isTold: true });
    }
    // pages for everybody are kept: this is one that nobody has asked for yet
    expectBusy("/offers", await new Visitor(server.origin).get(`/offers?q=${Date.now()}`, ENGLISH));
    expect((await resident.get("/healthz")).status).toBe(200);
  }

  it("because it is locked", async () => {
    await db.write.transaction().execute(async (trx) => {
      await sql`lock table community, session, outbox in access exclusive mode`.execute(trx);
      await expectEverythingBusy();
    });
    expect((await resident.get("/me")).status).toBe(200);
  }, 30_000);

  it("because it is away", async () => {
    const url = new URL(server.env.DATABASE_URL ?? "");
    const name = url.pathname.slice(1);
    url.pathname = "/postgres";
    const desk = openDatabase(url.href);
    try {
      await sql.raw(`alter database ${name} with allow_connections false`).execute(desk.write);
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`.execute(desk.write);
      await expectEverythingBusy();
    } finally {
      await sql.raw(`alter database ${name} with allow_connections true`).execute(desk.write);
      await desk.destroy();
    }
    expect((await resident.get("/me")).status).toBe(200);
    expect((await resident.get("/readyz")).status).toBe(200);
  }, 30_000);
});
