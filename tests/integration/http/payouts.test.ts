import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, expect, it } from "vitest";
import { settleTomorrow, statementOf } from "#tests/support/payout-objects";
import { ProductServer } from "#tests/support/product-server";
import { sessionOf, Visitor } from "#tests/support/visitor";
import { listEntries } from "~/ledger/ledger.queries.server";
import { type Database, openDatabase } from "~/platform/database.server";

let server: ProductServer;
let db: Database;
const people = new Map<string, Visitor>();

beforeAll(async () => {
  server = await ProductServer.start();
  db = openDatabase(server.env.DATABASE_URL ?? "");
  for (const [role, index] of [
    ["resident", 0],
    ["cashier", 0],
    ["owner", 0],
    ["operator", 0],
    ["operator", 1],
    ["trustee", 0],
    ["admin", 0],
  ] as const) {
    people.set(`${role}${index || ""}`, await Visitor.signedIn(server.origin, server.account(role, index)));
  }
}, 60_000);
afterAll(async () => {
  await db?.destroy();
  await server?.stop();
});

function person(name: string): Visitor {
  const found = people.get(name);
  if (!found) throw new Error(`nobody is called ${name}`);
  return found;
}

/** Books, pays and is served. */
async function aUsedVoucher(): Promise<void> {
  const booked = await person("resident").book(server.offer("voucher"));
  const session = sessionOf(booked.headers.get("location"));
  await server.control(`checkout/${session}/pay`, { method: "card" });
  const id = /\/me\/bookings\/([\w-]{36})/.exec((await person("resident").get("/me/bookings")).text)?.[1] ?? "";
  const page = await person("resident").get(`/me/bookings/${id}?session_id=${session}`);
  const shown = /data-testid="voucher-code">([\s\S]*?)<\/p>/.exec(page.text)?.[1] ?? "";
  const code = shown.replace(/<[^>]*>|[^0-9A-Z<>]/g, "");
  const compare = await person("cashier").get(`/merchant/redeem?code=${code}`);
  const voucher_id = /name="voucher_id" value="([^"]+)"/.exec(compare.text)?.[1] ?? "";
  const served = await person("cashier").post("/merchant/redeem", { voucher_id, ordinal: "1" });
  expect(served.text).toContain('data-state="redeemed"');
}

async function kinds(): Promise<string[]> {
  return (await listEntries(db.read, 1, 1_000)).map(({ kind }) => kind);
}

it("a used voucher is paid to the shop and the fund: prepared, approved by another, exported, on both statements, in the books", async () => {
  await aUsedVoucher();
  expect((await person("operator").post("/operator/payouts", {})).headers.get("location")).toContain("nothing-due");
  await settleTomorrow(db);

  const prepared = await person("operator").post("/operator/payouts", {});
  const batch =
    /(\/operator\/payouts\/[\w-]+)\?notice=prepared/.exec(prepared.headers.get("location") ?? "")?.[1] ?? "";
  expect((await person("operator").get(batch)).text).not.toContain(`action="${batch}/approve"`);
  expect((await person("operator").post(`${batch}/export`, {})).status).toBe(303);
  const own = await person("operator").post(`${batch}/approve`, {});
  expect(own.headers.get("location")).toContain("notice=same-person");
  expect((await person("operator1").get(batch)).text).toContain(`action="${batch}/approve"`);
  const approved = await person("operator1").post(`${batch}/approve`, {});
  expect(approved.headers.get("location")).toContain("notice=approved");

  const file = await person("operator").post(`${batch}/export`, {});
  expect(file.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  const [, ...rows] = parse(file.text, { bom: true }) as string[][];
  expect(rows).toHaveLength(2);
  const [fund, shop] = rows.map(([holder, , , amount = "", , purpose = ""]) => ({ holder, amount, purpose }));
  expect(fund?.holder).toContain("fund");

  for (const paid of [fund, shop]) {
    const statement = statementOf(`-${paid?.amount}`, `汇款 ${paid?.purpose}`);
    const sent = await person("admin").post("/operator/bank", { statement });
    expect([sent.status, sent.headers.get("location")]).toEqual([303, "/operator/bank?notice=imported"]);
    await person("admin").post("/operator/bank", { statement });
  }
  expect((await kinds()).slice(-2)).toEqual(["fund_sent", "merchant_paid"]);
  await person("trustee").post("/trustee/bank", { statement: statementOf(fund?.amount ?? "", fund?.purpose ?? "") });
  expect((await kinds()).slice(-3)).toEqual(["fund_sent", "merchant_paid", "fund_banked"]);

  expect((await person("operator").get(batch)).text).toContain("已付清");
  const statement = await person("owner").get(`/merchant/statement?from=2020-01-01&to=2100-01-01`);
  expect(statement.text).toContain("银行付款给商户");
  expect(statement.text).toMatch(/href="\/fund\/journal\?entry=\d+"/);
  expect((await server.command("ledger:verify")).code).toBe(0);
});

it("a statement that cannot be read comes back with its lines and what is wrong with them", async () => {
  const statement = "日期,金额\n2026-13-45,1\n2026-01-05,x";
  const page = await person("operator").post("/operator/bank", { statement });
  expect(page.status).toBe(422);
  expect(page.text).toContain("2026-13-45,1");
  expect(page.text).toMatch(/第 2 行[\s\S]*第 3 行/);
});

it("an owner says where the money goes, sees what is wrong, and an operator cannot", async () => {
  const wrong = await person("owner").post("/merchant/payout-account", {
    holder: "茶馆",
    bank_name: "",
    account_number: "12",
  });
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain('value="茶馆"');
  const right = { holder: "茶馆", bank_name: "测试银行", account_number: "6222 0000 1111 3333" };
  expect((await person("owner").post("/merchant/payout-account", right)).status).toBe(303);
  expect((await person("owner").get("/merchant/payout-account")).text).toContain("6222000011113333");
  expect((await person("operator").post("/merchant/payout-account", right)).status).toBe(403);
});
