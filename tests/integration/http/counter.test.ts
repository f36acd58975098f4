import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ProductServer } from "#tests/support/product-server";
import { sessionOf, Visitor } from "#tests/support/visitor";
import { listVouchers, type Voucher } from "~/bookings/bookings.queries.server";
import { codeGroups } from "~/bookings/voucher-code";
import { voucherCode, voucherToken } from "~/bookings/voucher-secrets.server";
import { type Database, openDatabase } from "~/platform/database.server";

const NOTE = "需要轮椅通道";
const UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";
/** A sign of money in a page or in the data behind it. */
const MONEY = /¥|_minor/;

let server: ProductServer;
let db: Database;
let resident: Visitor;
let cashier: Visitor;
let owner: Visitor;
let stranger: Visitor;

beforeAll(async () => {
  server = await ProductServer.start();
  db = openDatabase(server.env.DATABASE_URL ?? "");
  resident = await Visitor.signedIn(server.origin, server.account("resident"));
  cashier = await Visitor.signedIn(server.origin, server.account("cashier"));
  owner = await Visitor.signedIn(server.origin, server.account("owner"));
  stranger = await Visitor.signedIn(server.origin, server.account("cashier", 1));
}, 60_000);
afterAll(async () => {
  await db?.destroy();
  await server?.stop();
});

/** Books and pays one voucher over HTTP, as a resident does. */
async function aPaidVoucher(): Promise<Voucher & { code: string }> {
  const booked = await resident.book(server.offer("voucher"), { note: NOTE });
  const session = sessionOf(booked.headers.get("location"));
  await server.control(`checkout/${session}/pay`, { method: "card" });
  const list = await resident.get("/me/bookings");
  const booking_id = /\/me\/bookings\/([\w-]{36})/.exec(list.text)?.[1] ?? "";
  await resident.get(`/me/bookings/${booking_id}?session_id=${session}`);
  const [voucher] = await listVouchers(db.read, booking_id);
  if (!voucher) throw new Error("the booking was not paid");
  return { ...voucher, code: voucherCode(server.env.VOUCHER_KEY ?? "", voucher) };
}

function confirm(person: Visitor, voucher_id: string, ordinal = "1") {
  return person.post("/merchant/redeem", { voucher_id, ordinal });
}

/** What differs between two answers to the same question by nature. */
function withoutIds(text: string): string {
  return text.replace(/[\w-]{36}|nonce="[^"]*"/g, "");
}

describe("redeeming", () => {
  it("is two steps: look it up, confirm it; then it is used, and who asks is told when and by whom", async () => {
    const { id, code } = await aPaidVoucher();
    const shown = await cashier.get(`/merchant/redeem?code=${codeGroups(code).join("+").toLowerCase()}`);
    expect(shown.status).toBe(200);
    expect(shown.text).toContain('data-action="redeem-confirm"');
    expect(shown.text).toContain(`value="${id}"`);
    expect([shown.text.includes('href="tel:13900000000"'), shown.text.includes(NOTE)]).toEqual([true, true]);
    expect((await listVouchers(db.read, (await voucherOf(id)).booking_id))[0]?.state).toBe("issued");
    const done = await confirm(cashier, id);
    expect(done.status).toBe(200);
    expect(done.text).toContain('data-state="redeemed"');
    expect([done.text.includes("13900000000"), done.text.includes(NOTE)]).toEqual([false, false]);
    expect((await confirm(cashier, id)).status).toBe(200);
    const refused = await owner.get(`/merchant/redeem?code=${code}`);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('data-state="already-redeemed"');
    expect(refused.text).toMatch(/\d月\d+日.*\d\d:\d\d/);
    expect((await confirm(owner, id)).status).toBe(409);
  });

  it("starts from a scanned QR as well", async () => {
    const voucher = await aPaidVoucher();
    const token = voucherToken(server.env.VOUCHER_KEY ?? "", voucher);
    expect((await cashier.get(`/merchant/redeem?t=${token}`)).text).toContain(`value="${voucher.id}"`);
    expect((await resident.get(`/merchant/redeem?t=${token}`)).status).toBe(403);
    const anonymous = await new Visitor(server.origin).get(`/merchant/redeem?t=${token}`);
    expect(anonymous.status).toBe(401);
    expect(anonymous.text).toContain(`value="/merchant/redeem?t=${token}"`);
  });

  it("keeps what was mistyped, and tells mistyped from unknown", async () => {
    const mistyped = await cashier.get("/merchant/redeem?code=7k3m+9qrt");
    expect([mistyped.status, mistyped.text.includes('value="7K3M 9QRT"')]).toEqual([422, true]);
    const unknown = await cashier.get("/merchant/redeem?code=00000000000");
    expect([unknown.status, unknown.text.includes('value="0000 0000 000"')]).toEqual([404, true]);
    expect((await cashier.get("/merchant/redeem?t=nothing")).status).toBe(404);
    expect((await cashier.post("/merchant/redeem", { ordinal: "x" })).status).toBe(422);
  });

  it("refuses another shop's voucher in words; by id alone it looks like an unknown one", async () => {
    const { id, code } = await aPaidVoucher();
    const refused = await stranger.get(`/merchant/redeem?code=${code}`);
    expect([refused.status, refused.text.includes('data-state="other-merchant"')]).toEqual([409, true]);
    const [foreign, unknown] = [await confirm(stranger, id), await confirm(stranger, UNKNOWN_ID)];
    expect([foreign.status, unknown.status]).toEqual([404, 404]);
    expect(withoutIds(foreign.text)).toBe(withoutIds(unknown.text));
    expect((await voucherOf(id)).state).toBe("issued");
  });

  it("refuses a voucher that was given back", async () => {
    const { id, code, booking_id } = await aPaidVoucher();
    expect((await resident.post(`/me/bookings/${booking_id}/cancel`, {})).status).toBe(303);
    const refused = await cashier.get(`/merchant/redeem?code=${code}`);
    expect([refused.status, refused.text.includes('data-state="refunded"')]).toEqual([409, true]);
    expect((await confirm(cashier, id)).status).toBe(409);
  });
});

describe("money", () => {
  it("is not even sent to a cashier, neither in a page nor in the data behind it", async () => {
    const { code } = await aPaidVoucher();
    await confirm(cashier, (await aPaidVoucher()).id);
    const redeem = `/merchant/redeem?code=${code}`;
    for (const path of ["/merchant", redeem, redeem.replace("?", ".data?"), "/merchant.data"]) {
      const { status, text } = await cashier.get(path);
      expect({ path, status, money: MONEY.exec(text)?.[0] }).toEqual({ path, status: 200, money: undefined });
      expect({ path, money: MONEY.test((await owner.get(path)).text) }).toEqual({ path, money: true });
    }
  });

  it("and the shop's records are not a cashier's: the counter shows what they redeemed themselves", async () => {
    await confirm(owner, (await aPaidVoucher()).id);
    await confirm(cashier, (await aPaidVoucher()).id);
    expect((await cashier.get("/merchant/redemptions.data")).status).toBe(403);
    const [own, all] = [await cashier.get("/merchant"), await owner.get("/merchant")];
    expect([own.text.includes("/merchant/redemptions"), all.text.includes("/merchant/redemptions")]).toEqual([
      false,
      true,
    ]);
    const cashiers = (text: string) => new Set(text.match(/经办 (?:<!-- -->)?[^<\\]+/g));
    expect([cashiers(own.text).size, cashiers(all.text).size]).toEqual([1, 2]);
  });

  it("is shown to the owner: price, share and what is owed", async () => {
    const { id } = await aPaidVoucher();
    expect((await confirm(owner, id)).text).toMatch(/¥33\.\d\d/);
    expect((await owner.get("/merchant")).text).toMatch(/¥\d+\.\d\d/);
    expect((await owner.get("/merchant/redemptions")).text).toContain("¥36.80");
  });
});

describe("an owner's offers", () => {
  const CHANGE = {
    revision: "1",
    title_zh: "双人三花茶",
    title_en: "Jasmine tea for two",
    summary_zh: "两碗三花。",
    summary_en: "",
    description_zh: "两碗三花配一碟瓜子。",
    list_price: "58",
    price: "36.80",
    term_label_1: "适用人数",
    term_text_1: "2位",
  };

  it("change, keep what was typed where it is refused, and show a newer state before it is overwritten", async () => {
    const path = `/merchant/offers/${server.offer("voucher").id}`;
    expect((await owner.get(path)).text).toContain('data-action="publish-offer"');
    const refused = await owner.post(path, { ...CHANGE, price: "60" });
    expect([refused.status, refused.text.includes('value="60"')]).toEqual([422, true]);
    const saved = await owner.post(path, CHANGE);
    expect([saved.status, saved.headers.get("location")]).toEqual([303, `${path}?saved=1`]);
    expect((await owner.post(path, CHANGE)).status).toBe(303);
    const late = await owner.post(path, { ...CHANGE, title_zh: "双人花茶" });
    expect([late.status, late.text.includes('value="双人花茶"'), late.text.includes("双人三花茶")]).toEqual([
      409,
      true,
      true,
    ]);
    expect(late.text).toContain('name="revision" value="2"');
  });

  it("of others answer like unknown ones, and a cashier has none", async () => {
    const foreign = server.offer("quota800").id;
    for (const id of [foreign, "nothing"]) {
      expect((await owner.get(`/merchant/offers/${id}`)).status).toBe(404);
      expect((await owner.post(`/merchant/offers/${id}`, CHANGE)).status).toBe(404);
      expect((await cashier.post(`/merchant/offers/${id}`, CHANGE)).status).toBe(403);
    }
  });
});

describe("the operator", () => {
  it("switches an offer off and on, and comes back to the list as it was", async () => {
    const operator = await Visitor.signedIn(server.origin, server.account("operator"));
    const { id } = server.offer("free");
    const fields = { id: crypto.randomUUID(), quantity: "1", contact_phone: "13900000000" };
    const back = "/operator?state=listed";
    const off = await operator.post(`/operator/offers/${id}/switch`, { is_listed: "0", back });
    expect([off.status, off.headers.get("location")]).toEqual([303, `${back}&switched=${id}`]);
    expect((await operator.get("/operator?state=off")).text).toContain(`/operator/offers/${id}/switch`);
    expect((await resident.get(`/offers/${id}/book`)).headers.get("location")).toBe(`/offers/${id}`);
    const closed = await resident.post(`/offers/${id}/book`, fields);
    expect([closed.status, closed.text.includes('data-action="book"')]).toEqual([409, false]);
    await operator.post(`/operator/offers/${id}/switch`, { is_listed: "1" });
    expect((await operator.get("/operator?state=off")).text).not.toContain(`/operator/offers/${id}/switch`);
    expect((await operator.post("/operator/offers/nothing/switch", { is_listed: "0" })).status).toBe(404);
    const elsewhere = { is_listed: "0", back: "//elsewhere.example/operator" };
    expect((await operator.post(`/operator/offers/${id}/switch`, elsewhere)).status).toBe(422);
    expect((await owner.post(`/operator/offers/${id}/switch`, { is_listed: "0" })).status).toBe(403);
  });
});

async function voucherOf(id: string): Promise<Voucher> {
  return db.read.selectFrom("voucher").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
}
