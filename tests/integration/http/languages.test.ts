import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { everythingAfterUse } from "#tests/support/after-use";
import { foreignTexts } from "#tests/support/foreign-texts";
import { pageTexts } from "#tests/support/page-texts";
import { aPayoutOfEachKind, refusedPayoutForms } from "#tests/support/payout-objects";
import { ProductServer } from "#tests/support/product-server";
import { type Page, sessionOf, Visitor } from "#tests/support/visitor";
import { LOCALES } from "~/messages/locale";
import { MESSAGES } from "~/messages/translator.server";
import { openDatabase } from "~/platform/database.server";
import { ACCESS } from "~/routes/access.server";
import { everyPage, NO_PAGES } from "./every-page";

let server: ProductServer;
let booking: string;
let voucher: string;
let receipt: string;
let payouts: Awaited<ReturnType<typeof aPayoutOfEachKind>>;
const visitors = new Map<string, Visitor>();

beforeAll(async () => {
  server = await ProductServer.start();
  for (const role of ["resident", "owner", "cashier", "operator", "committee", "trustee", "admin"]) {
    visitors.set(role, await Visitor.signedIn(server.origin, server.account(role)));
  }
  visitors.set("anonymous", new Visitor(server.origin));
  booking = await aUsedVoucher(visitor("resident"));
  // before anything is asked back of what is to be paid out
  payouts = await aPayoutOfEachKind(server);
  const people = { resident: visitor("resident"), counter: visitor("cashier"), owner: visitor("owner") };
  const db = openDatabase(server.env.DATABASE_URL ?? "");
  await everythingAfterUse({ server, db, ...people }, { booking_id: booking, voucher_id: voucher });
  await db.destroy();
  await visitor("trustee").post("/trustee/verify", {});
}, 120_000);
afterAll(() => server?.stop());

const pages = () => everyPage({ server, booking, voucher, receipt, payouts });

function visitor(name: string): Visitor {
  const found = visitors.get(name);
  if (!found) throw new Error(`nobody is called ${name}`);
  return found;
}

/** Books with a note, pays, and is served; gives the booking. */
async function aUsedVoucher(resident: Visitor): Promise<string> {
  const booked = await resident.book(server.offer("voucher"), { note: "想坐窗边" });
  const session = sessionOf(booked.headers.get("location"));
  await server.control(`checkout/${session}/pay`, { method: "card" });
  const id = /\/me\/bookings\/([\w-]{36})/.exec((await resident.get("/me/bookings")).text)?.[1] ?? "";
  const page = await resident.get(`/me/bookings/${id}?session_id=${session}`);
  receipt = /href="\/receipts\/([\w-]+)"/.exec(page.text)?.[1] ?? "";
  const code = shownCode(page);
  const compare = await visitor("cashier").get(`/merchant/redeem?code=${code}`);
  const voucher_id = /name="voucher_id" value="([^"]+)"/.exec(compare.text)?.[1] ?? "";
  const served = await visitor("cashier").post("/merchant/redeem", { voucher_id, ordinal: "1" });
  expect(served.text).toContain('data-state="redeemed"');
  voucher = voucher_id;
  return id;
}

function shownCode(page: Page): string {
  const shown = /data-testid="voucher-code">([\s\S]*?)<\/p>/.exec(page.text)?.[1] ?? "";
  return shown.replace(/<[^>]*>|[^0-9A-Z<>]/g, "");
}

describe("the language of a page", () => {
  const langOf = (page: Page) => /<html lang="([^"]*)"/.exec(page.text)?.[1];

  it("is what the browser prefers, and Chinese where it says nothing", async () => {
    const stranger = new Visitor(server.origin);
    expect(langOf(await stranger.get("/"))).toBe("zh-CN");
    expect(langOf(await stranger.get("/", { "accept-language": "en-GB,en;q=0.9,zh;q=0.2" }))).toBe("en");
    expect(langOf(await stranger.get("/", { "accept-language": "fr" }))).toBe("zh-CN");
    expect((await stranger.get("/")).headers.get("vary")).toContain("accept-language");
  });

  it("is what the account's owner chose rather than the browser's, on every device", async () => {
    const account = server.account("resident", 1);
    const here = await Visitor.signedIn(server.origin, account);
    expect(langOf(await here.get("/me", { "accept-language": "en" }))).toBe("en");
    expect(langOf(await here.get("/me"))).toBe("zh-CN");
    await here.post("/language", { locale: "zh-CN", next: "/me" });
    const elsewhere = await Visitor.signedIn(server.origin, account);
    expect(langOf(await elsewhere.get("/me", { "accept-language": "en" }))).toBe("zh-CN");
    await here.post("/language", { locale: "en", next: "/me" });
    expect(langOf(await elsewhere.get("/me", { "accept-language": "zh-CN" }))).toBe("en");
  });

  it("is what was chosen here rather than the account's", async () => {
    const resident = new Visitor(server.origin);
    await resident.post("/language", { locale: "en", next: "/" });
    const { email, password } = server.account("resident");
    await resident.post("/sign-in", { email, password });
    expect(langOf(await resident.get("/me"))).toBe("en");
  });
});

describe("choosing a language", () => {
  it("comes back to the page and is kept in a cookie for a year", async () => {
    const answer = await new Visitor(server.origin).post("/language", { locale: "en", next: "/offers?q=tea" });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/offers?q=tea"]);
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).toBe("locale=en; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax");
  });

  it.each(["//evil.example", "https://evil.example/", "/\\evil.example"])("never leads to %s", async (next) => {
    const answer = await new Visitor(server.origin).post("/language", { locale: "en", next });
    expect(answer.headers.get("location")).toBe("/");
  });

  it("refuses a language we do not have, and a page of others", async () => {
    const stranger = new Visitor(server.origin);
    const unknown = await stranger.post("/language", { locale: "fr", next: "/" });
    expect([unknown.status, unknown.headers.getSetCookie()]).toEqual([422, []]);
    const foreign = await stranger.post("/language", { locale: "en" }, { origin: "https://evil.example" });
    expect([foreign.status, foreign.headers.getSetCookie()]).toEqual([403, []]);
  });
});

describe("what is no page", () => {
  it("refuses in the browser's language", async () => {
    const headers = { origin: "https://evil.example", "accept-language": "en" };
    const stranger = new Visitor(server.origin);
    expect((await stranger.post("/sign-out", {}, headers)).text.trim()).toBe(MESSAGES.en.refusals.foreign_origin);
    expect((await stranger.get("/sign-out", headers)).text.trim()).toBe(MESSAGES.en.refusals.method);
    expect((await stranger.get("/sign-out")).text.trim()).toBe(MESSAGES["zh-CN"].refusals.method);
  });

  it("reaches a phone in the language of its owner, and a new phone in that of the visit", async () => {
    const { email, password, phone } = server.account("admin");
    const owner = new Visitor(server.origin);
    await owner.post("/sign-in", { email, password });
    await owner.post("/language", { locale: "en" });
    const stranger = new Visitor(server.origin);
    await stranger.post("/sign-in/code", { phone, next: "/" });
    await stranger.post("/sign-in/code", { phone: "13912345678", next: "/" }, { "accept-language": "en" });
    await stranger.post("/sign-in/code", { phone: "13912345679", next: "/" });
    expect(await sentTo(phone)).toMatch(/^\[Shangju\] Your sign-in code is \d{6}/);
    expect(await sentTo("13912345678")).toMatch(/^\[Shangju\]/);
    expect(await sentTo("13912345679")).toMatch(/^【商居】登录验证码 \d{6}/);
  });
});

async function sentTo(phone: string): Promise<string | undefined> {
  const directory = join(server.directory, "sms");
  const files = await Promise.all((await readdir(directory)).map((name) => readFile(join(directory, name), "utf8")));
  return files.map((file) => JSON.parse(file) as { phone: string; text: string }).find((sms) => sms.phone === phone)
    ?.text;
}

describe("no page mixes languages", () => {
  it("and every page is looked at", () => {
    const answering = Object.entries(ACCESS).flatMap(([name, access]) => ("GET" in access ? [name] : []));
    expect([...Object.keys(pages()), ...NO_PAGES].sort()).toEqual(answering.sort());
  });

  it.each(LOCALES)(
    "%s: neither for those who may see it, nor for those who may not",
    async (locale) => {
      const mixed: string[] = [];
      const refused: string[] = [];
      let seen_count = 0;
      for (const who of visitors.values()) await who.post("/language", { locale, next: "/" });
      for (const { by, paths } of Object.values(pages())) {
        for (const reader of new Set([by, "anonymous", "committee", "admin"])) {
          for (const path of paths) {
            const page = await visitor(reader).get(path);
            if (page.status === 303 || page.status === 302) continue;
            expect({ path, lang: /<html lang="([^"]*)"/.exec(page.text)?.[1] }).toEqual({ path, lang: locale });
            if (reader === by && page.status !== 200) refused.push(path);
            seen_count += 1;
            mixed.push(...foreignTexts(locale, pageTexts(page.text)).map((text) => `${reader} ${path}: ${text}`));
          }
        }
      }
      expect(mixed).toEqual([]);
      expect(seen_count).toBeGreaterThan(Object.keys(pages()).length * 2);
    },
    180_000,
  );

  it.each(LOCALES)("%s: nor do forms that are refused, and the steps of a voucher", async (locale) => {
    const { resident, cashier, owner, operator, anonymous } = Object.fromEntries(visitors) as Record<string, Visitor>;
    for (const who of visitors.values()) await who.post("/language", { locale, next: "/" });
    const offer = server.offer("voucher").id;
    const fresh = await resident?.book(server.offer("free"), { note: "想坐窗边" });
    const code = shownCode((await resident?.get(fresh?.headers.get("location") ?? "")) as Page);
    const pages = [
      await resident?.post(`/offers/${offer}/book`, { quantity: "9", contact_phone: "1", note: "x".repeat(300) }),
      await anonymous?.post("/sign-in", { email: "no", password: "" }),
      await anonymous?.post("/sign-in", { email: "nobody@example.com", password: "wrong-password" }),
      await anonymous?.post("/sign-in/code", { phone: "12" }),
      await anonymous?.post("/sign-in/code", { phone: `1390000${locale.length}321` }),
      await anonymous?.post("/sign-in/code", { phone: `1390000${locale.length}321`, code: "000000" }),
      await anonymous?.post("/register", { name: "", email: "x", password: "1" }),
      await anonymous?.post("/sign-in/link/unknown", {}),
      await owner?.post(`/merchant/offers/${offer}`, { revision: "0", title_zh: "", price: "x" }),
      await owner?.post(`/merchant/offers/${offer}/slots`, { slot_id: "", day: "x", time: "25:00" }),
      await cashier?.get(`/merchant/redeem?code=${code}`),
      await cashier?.post("/merchant/redeem", { voucher_id: "unknown", ordinal: "1" }),
      await cashier?.post("/merchant/redeem", {}),
      await resident?.post(`/me/bookings/${booking}/refund`, { amount: "x" }),
      await resident?.post(`/me/bookings/${booking}/contest`, { text: "" }),
      await resident?.post(`/me/bookings/${booking}/complain`, { text: "" }),
      await resident?.post(`/me/bookings/${booking}/contest/withdraw`, {}),
      await cashier?.post("/merchant/undo", { voucher_id: voucher, ordinal: "1" }),
      await owner?.post("/merchant/refunds", { decision: "x" }),
      ...(await refusedPayoutForms(operator, owner)),
      await anonymous?.post("/", {}),
      await anonymous?.post("/language", { locale: "fr" }),
    ].filter((page) => page !== undefined);
    const mixed = pages.flatMap(({ url, status, text }) =>
      foreignTexts(locale, pageTexts(text)).map((found) => `${status} ${url}: ${found}`),
    );
    expect(mixed).toEqual([]);
    expect(new Set(pages.map(({ status }) => status)).size).toBeGreaterThan(3);
  });
});
