import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exportedEntries } from "#tests/support/ledger-file";
import { ProductServer } from "#tests/support/product-server";
import { tamper } from "#tests/support/tamper";
import { hiddenFields, type Page, sessionOf, Visitor } from "#tests/support/visitor";
import { openDatabase } from "~/platform/database.server";

let server: ProductServer;
beforeAll(async () => {
  server = await ProductServer.start();
}, 60_000);
afterAll(() => server?.stop());

it("one posting edited in the database file is found by the command and named on the verification page", async () => {
  await bookAndRedeem();
  const sound = await server.command("ledger:verify");
  expect(sound.code).toBe(0);
  const trustee = await Visitor.signedIn(server.origin, server.account("trustee"));
  expect((await verify(trustee)).text).toContain('data-verification-state="sound"');

  const redemption = (await exportedEntries(server)).find((entry) => entry.kind === "voucher_redeemed");
  const seq = redemption?.seq ?? 0;
  await editOnePosting(seq);
  const violated = await server.command("ledger:verify", "--json");
  expect(violated.code).toBe(1);
  const report = JSON.parse(violated.stdout) as { ok: boolean; violations: { seq: number; rule: string }[] };
  expect(report.ok).toBe(false);
  expect(report.violations.some((violation) => violation.seq === seq && violation.rule === "hash")).toBe(true);

  const page = await verify(trustee);
  expect(page.text).toContain('data-verification-state="violated"');
  expect(page.text).toContain(`href="/trustee/journal/${seq}"`);
  const fund = await new Visitor(server.origin).get("/fund");
  expect(fund.status).toBe(200);
  expect(fund.text).toContain('role="alert"');
}, 60_000);

async function bookAndRedeem(): Promise<void> {
  const resident = await Visitor.signedIn(server.origin, server.account("resident"));
  const booked = await resident.book(server.offer("voucher"));
  const session = sessionOf(booked.headers.get("location"));
  const paid = (await server.control(`checkout/${session}/pay`, { method: "card" })) as { client_reference_id: string };
  const page = await resident.get(`/me/bookings/${paid.client_reference_id}?session_id=${session}`);
  const shown = /data-testid="voucher-code"[^>]*>([\s\S]*?)<\/p>/.exec(page.text)?.[1] ?? "";
  const code = shown.replace(/<[^>]*>/g, "").replace(/\s/g, "");
  const cashier = await Visitor.signedIn(server.origin, server.account("cashier"));
  const prepared = await cashier.get(`/merchant/redeem?code=${code}`);
  const redeemed = await cashier.post("/merchant/redeem", hiddenFields(prepared.text, "redeem-confirm"));
  expect(redeemed.status).toBe(200);
}

/** Runs a verification as a trustee does and waits for its result. */
async function verify(trustee: Visitor): Promise<Page> {
  const started = await trustee.post("/trustee/verify", {});
  expect(started.status).toBe(303);
  const location = started.headers.get("location") ?? "";
  for (;;) {
    const page = await trustee.get(location);
    if (page.text.includes("data-verification-state=")) return page;
    await sleep(100);
  }
}

/** Moves one fen between two legs, as somebody with the file could: the triggers are dropped first. */
async function editOnePosting(seq: number): Promise<void> {
  const db = openDatabase(server.env.DATABASE_URL ?? "");
  await tamper(db, `update posting set amount_minor = amount_minor + 1 where entry_seq = ${seq} and line = 0`);
  await db.destroy();
}
