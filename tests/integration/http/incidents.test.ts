import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ProductServer } from "#tests/support/product-server";
import { tamper } from "#tests/support/tamper";
import { type Page, sessionOf, Visitor } from "#tests/support/visitor";
import { findRunningReconciliation } from "~/payments/reconciliation.queries.server";
import { type Database, openDatabase } from "~/platform/database.server";

const UNTIL_QUIET_MS = 30_000;

let server: ProductServer;
let db: Database;
let operator: Visitor;
let trustee: Visitor;
const stranger = () => new Visitor(server.origin);

beforeAll(async () => {
  server = await ProductServer.start();
  db = openDatabase(server.env.DATABASE_URL ?? "");
  operator = await Visitor.signedIn(server.origin, server.account("operator"));
  trustee = await Visitor.signedIn(server.origin, server.account("trustee"));
}, 60_000);
afterAll(async () => {
  await db?.destroy();
  await server?.stop();
});

/** Presses the button and waits for the end; gives the page that says how it ended. */
async function compared(visitor: Visitor, path: string): Promise<Page> {
  const pressed = await visitor.post(path, {});
  expect([pressed.status, pressed.headers.get("location")]).toEqual([303, path]);
  const waiting_since = performance.now();
  while (await findRunningReconciliation(db.read)) {
    if (performance.now() - waiting_since > UNTIL_QUIET_MS) throw new Error("the comparison goes on and on");
    await sleep(50);
  }
  return visitor.get(path);
}

async function pay(): Promise<void> {
  const resident = await Visitor.signedIn(server.origin, server.account("resident"));
  const booked = await resident.book(server.offer("voucher"));
  const session = sessionOf(booked.headers.get("location"));
  const { client_reference_id } = await server.control(`checkout/${session}/pay`, { method: "card" });
  await resident.get(`/me/bookings/${client_reference_id}?session_id=${session}`);
}

const amounts = (page: Page) =>
  [...page.text.matchAll(/data-testid="incident" data-kind="([\w-]+)"/g)].map(([, kind]) => kind);

it("a new community was compared once by the server itself, and nobody has anything to see to", async () => {
  const waiting_since = performance.now();
  let page = await operator.get("/operator/incidents");
  while (!page.text.includes('data-reconciliation-state="agrees"')) {
    if (performance.now() - waiting_since > UNTIL_QUIET_MS) throw new Error("nothing was compared");
    await sleep(100);
    page = await operator.get("/operator/incidents");
  }
  expect(page.text).toContain("两边一致");
  expect(page.text).toContain('data-action="reconcile"');
  expect(amounts(page)).toEqual([]);
  expect((await stranger().get("/fund")).text).toContain("与支付机构对账一致");
});

describe("a payment", () => {
  it("is one movement with one place in the books, with the same sums on every page", async () => {
    await pay();
    const page = await compared(operator, "/operator/incidents");
    expect(page.text).toContain('data-reconciliation-state="agrees"');
    expect(page.text).toMatch(/支付机构的 1 笔进出/);
    expect((await operator.get("/operator")).text).toContain("与支付机构对账一致");
    expect((await trustee.get("/trustee")).text).toContain("与支付机构对账一致");
    const { code, stdout } = await server.command("reconcile", "--json");
    expect(code).toBe(0);
    const { ok, processor, ledger, differences } = JSON.parse(stdout);
    expect({ ok, differences }).toEqual({ ok: true, differences: [] });
    expect([processor.sum_minor, processor.balance_minor]).toEqual([ledger.balance_minor, ledger.balance_minor]);
    expect(ledger.balance_minor).toBeGreaterThan(0);
  });
});

describe("an amount changed in the database by hand", () => {
  it("is an incident with both numbers, for operator and trustees, and said to the public", async () => {
    await tamper(db, "update posting set amount_minor = amount_minor + 12345 where entry_seq = 1 and line = 0");
    const page = await compared(trustee, "/trustee/incidents");
    expect(page.text).toContain('data-reconciliation-state="differs"');
    expect(amounts(page)).toEqual(["amount-differs", "sum-differs"]);
    expect(page.text).toContain("−¥123.45");
    expect(page.text).toMatch(/href="\/trustee\/journal\/[\w-]{36}"/);
    expect(page.text).toMatch(/href="\/trustee\/journal\?account=assets:stripe&amp;from=[\d-]+&amp;to=[\d-]+"/);
    expect((await trustee.get("/trustee")).text).toContain('href="/trustee/incidents"');
    const told = await operator.get("/operator/incidents");
    expect(amounts(told)).toEqual(["amount-differs", "sum-differs"]);
    expect(told.text).not.toContain('href="/trustee');
    expect((await stranger().get("/fund?")).text).toContain("账本与支付机构相差 ¥123.45");
    expect((await operator.get("/operator")).text).toContain("账本与支付机构相差 ¥123.45");
  }, 60_000);

  it("makes the command exit with 1 and name the transaction, and the same incident is only refreshed", async () => {
    const { code, stdout } = await server.command("reconcile", "--json");
    expect(code).toBe(1);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ ok: false, state: "differs", currency: "cny" });
    expect(report.differences).toMatchObject([
      { kind: "amount-differs", balance_transaction: expect.stringMatching(/^txn_/), difference_minor: -12_345 },
      { kind: "sum-differs", balance_transaction: null, difference_minor: -12_345 },
    ]);
    expect(await db.read.selectFrom("incident").selectAll().execute()).toHaveLength(2);
  }, 60_000);

  it("is over when it is put back, and stays in the history", async () => {
    await tamper(db, "update posting set amount_minor = amount_minor - 12345 where entry_seq = 1 and line = 0");
    const page = await compared(operator, "/operator/incidents");
    expect(page.text).toContain('data-reconciliation-state="agrees"');
    expect(amounts(page)).toEqual([]);
    expect(page.text).toContain("同一笔钱，两边金额不一样");
    expect((await server.command("reconcile")).stdout).toMatch(/^agrees: 1 transactions/);
  });
});

it("who asks too often is told until when nothing new is begun", async () => {
  let answer = await operator.post("/operator/incidents", {});
  for (let tries = 0; answer.status === 303 && tries < 20; tries += 1) {
    answer = await operator.post("/operator/incidents", {});
  }
  expect(answer.status).toBe(429);
  expect(answer.headers.get("retry-after")).toMatch(/^\d+$/);
  expect(answer.text).toContain("没有开始新的核对");
  await compared(trustee, "/trustee/incidents");
});
