import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ProductServer } from "#tests/support/product-server";
import { Visitor } from "#tests/support/visitor";
import { ok } from "~/kernel/result";
import { type Database, inTransaction, openDatabase } from "~/platform/database.server";

let server: ProductServer;
let db: Database;
beforeAll(async () => {
  server = await ProductServer.start();
  db = openDatabase(server.env.DATABASE_URL ?? "");
}, 60_000);
afterAll(async () => {
  await db?.destroy();
  await server?.stop();
});

it("a verification that a crash cut off is ended at the next start, and a new one can begin", async () => {
  const id = randomUUID();
  await inTransaction(db, async (trx) => {
    const run = { id, state: "running" as const, requested_by: null, started_at: new Date().toISOString() };
    await trx
      .insertInto("verification_run")
      .values({ ...run, finished_at: null, done_count: 0, total_count: 1, report_json: null })
      .execute();
    return ok();
  });
  await server.kill();
  await server.restart();
  const trustee = await Visitor.signedIn(server.origin, server.account("trustee"));
  const started = await trustee.post("/trustee/verify", {});
  expect(started.status).toBe(303);
  expect(started.headers.get("location")).not.toContain(id);
  const cut_off = await db.read.selectFrom("verification_run").selectAll().where("id", "=", id).executeTakeFirst();
  expect(cut_off?.state).toBe("failed");
});

it("the demo does not start on a real community's data", () => {
  const env = { ...server.env, DEMO: "1", PORT: "0" };
  const { status, stderr } = spawnSync(process.execPath, [resolve("build/server/index.js")], {
    env,
    cwd: server.directory,
    encoding: "utf8",
    timeout: 20_000,
  });
  expect([status, stderr.startsWith("DEMO: ")]).toEqual([78, true]);
});
