import { createHash } from "node:crypto";
import { type IncomingHttpHeaders, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ProductServer } from "#tests/support/product-server";
import { Visitor } from "#tests/support/visitor";
import { findMerchant } from "~/alliance/alliance.queries.server";
import { ok } from "~/kernel/result";
import { findOffer } from "~/offers/offers.queries.server";
import { switchOffer } from "~/offers/switch-offer.server";
import { systemClock } from "~/platform/clock.server";
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

type Answer = { status: number; headers: IncomingHttpHeaders; bytes: Buffer };

/** The bytes as they come over the line: nothing is unpacked. */
function get(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${server.origin}${path}`, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(chunks) }),
      );
    });
    outgoing.once("error", reject).end();
  });
}

const SHARED = ["/", "/offers", "/offers?price=free&sort=name", "/fund", "/fund/journal"];

it.each(SHARED)(
  "%s has the same bytes for everybody, plain and compressed, and answers 304 to who has them",
  async (path) => {
    const plain = await get(path);
    const gzip = await get(path, { "accept-encoding": "gzip" });
    expect([plain.status, gzip.status, gzip.headers["content-encoding"]]).toEqual([200, 200, "gzip"]);
    expect(gunzipSync(gzip.bytes).equals(plain.bytes)).toBe(true);
    expect([plain, gzip].map(({ headers, bytes }) => Number(headers["content-length"]) - bytes.length)).toEqual([0, 0]);
    expect(plain.headers).toMatchObject({
      "cache-control": "public, no-cache",
      vary: "accept-encoding, accept-language, cookie",
      etag: gzip.headers.etag,
    });
    const etag = plain.headers.etag ?? "";
    for (const known of [etag, `"other", ${etag.replace("W/", "")}`]) {
      const unchanged = await get(path, { "if-none-match": known });
      expect([unchanged.status, unchanged.bytes.length, unchanged.headers.etag]).toEqual([304, 0, etag]);
      expect(unchanged.headers["content-security-policy"]).toBe(plain.headers["content-security-policy"]);
    }
    expect((await get(path, { "if-none-match": 'W/"other"' })).status).toBe(200);
  },
);

it.each(SHARED)("%s allows each of its inline scripts by hash, and nothing by nonce", async (path) => {
  const { headers, bytes } = await get(path);
  const html = bytes.toString();
  const scripts = [...html.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, text = ""]) => text);
  expect(scripts.length).toBeGreaterThan(2);
  const hashes = scripts.map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  const allowed = /script-src ([^;]*)/.exec(headers["content-security-policy"] as string)?.[1]?.split(" ");
  expect(new Set(allowed)).toEqual(new Set(["'self'", ...hashes]));
  expect(html).not.toContain("nonce=");
});

it("HEAD tells the length and sends nothing", async () => {
  const { bytes, headers } = await get("/offers");
  const head = await get("/offers", {}, "HEAD");
  expect([head.status, head.bytes.length]).toEqual([200, 0]);
  expect(head.headers["content-length"]).toBe(String(bytes.length));
  expect(head.headers.etag).toBe(headers.etag);
});

/** Whether the offer's page shows a text to the next visitor. */
async function isShown(offer_id: string, text: string): Promise<boolean> {
  return (await get(`/offers/${offer_id}`)).bytes.toString().includes(text);
}

it("a price that an owner changes is on the very next page", async () => {
  const { id } = server.offer("voucher");
  const offer = await findOffer(db.read, id);
  const owner_of = server.harness.accounts.find(
    ({ role, merchant }) => role === "owner" && merchant === offer?.merchant_id,
  );
  if (!offer || !owner_of) throw new Error("the harness has no owner of the voucher's shop");
  const owner = await Visitor.signedIn(server.origin, owner_of);
  await get(`/offers/${id}`);
  for (const price of ["71.11", "72.22", "73.33"]) {
    const form = (await owner.get(`/merchant/offers/${id}`)).text;
    const fields = { ...formFields(form), list_price: "90.00", price };
    expect((await owner.post(`/merchant/offers/${id}`, fields)).status).toBe(303);
    expect({ price, shown: await isShown(id, price) }).toEqual({ price, shown: true });
  }
});

/** Every field of the only form that changes something, as a browser would send it back. */
function formFields(html: string): Record<string, string> {
  const form =
    /<form[^>]*method="post"[^>]*data-action="(?!sign-out|choose-language|language)[\s\S]*?<\/form>/.exec(html)?.[0] ??
    "";
  const fields: Record<string, string> = {};
  for (const [input] of form.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    if (name) fields[name] = /value="([^"]*)"/.exec(input)?.[1] ?? "";
  }
  for (const [, name = "", text = ""] of form.matchAll(/<textarea[^>]*name="([^"]*)"[^>]*>([\s\S]*?)<\/textarea>/g)) {
    fields[name] = text.replace(/^\n/, "");
  }
  return fields;
}

it("what another process changes is on the very next page", async () => {
  const { id } = server.offer("voucher");
  const merchant_id = (await findOffer(db.read, id))?.merchant_id ?? "";
  const merchant = await findMerchant(db.read, merchant_id);
  if (!merchant) throw new Error("no merchant");
  for (const turn of [1, 2, 3]) {
    await get("/offers");
    const name_zh = `改名${turn}号店`;
    await inTransaction(db, async (trx) => {
      await trx.updateTable("merchant").set({ name_zh }).where("id", "=", merchant_id).execute();
      return ok();
    });
    expect((await get("/offers")).bytes.toString()).toContain(name_zh);
    expect((await get(`/offers/${id}`)).bytes.toString()).toContain(name_zh);
  }
  for (const is_listed of [false, true]) {
    await get("/offers");
    await inTransaction(db, (trx) => switchOffer(trx, { offer_id: id, is_listed }, systemClock()));
    expect((await get("/offers")).bytes.toString().includes(`/offers/${id}"`)).toBe(is_listed);
  }
});

it("seats that are taken are on the page within two seconds", async () => {
  const { id, slot_id = "" } = server.offer("slot50");
  expect(await isShown(id, "剩 37")).toBe(false);
  await inTransaction(db, async (trx) => {
    await trx.updateTable("slot").set({ sold: 13 }).where("id", "=", slot_id).execute();
    return ok();
  });
  await sleep(2_000);
  expect(await isShown(id, "剩 37")).toBe(true);
});

it("somebody signed in gets a page of their own, which nobody else ever sees", async () => {
  const resident = await Visitor.signedIn(server.origin, server.account("resident"));
  for (const path of SHARED) {
    await get(path);
    const own = await resident.get(path);
    expect(own.text).toContain('action="/sign-out"');
    expect(own.headers.get("etag")).toBeNull();
    expect(own.headers.get("cache-control")).toBe("private, no-cache");
    expect(own.headers.get("content-security-policy")).toContain("'nonce-");
  }
  await sleep(2_000);
  for (const path of SHARED) {
    await resident.get(path);
    expect((await get(path)).bytes.toString()).not.toContain('action="/sign-out"');
  }
});

it("a cookie that is no session changes nothing; one that was a session is answered for itself", async () => {
  const shared = await get("/offers");
  const with_cookie = await get("/offers", { cookie: "theme=dark; _ga=1" });
  expect(with_cookie.headers.etag).toBe(shared.headers.etag);
  const with_old_session = await get("/offers", { cookie: "session=long-gone" });
  expect([with_old_session.status, with_old_session.headers.etag]).toEqual([200, undefined]);
});

it("nothing of a visitor is on a page or in its headers but the request's own id", async () => {
  const marks = {
    "user-agent": "mark-agent",
    referer: "http://mark.example/",
    cookie: "mark=secret",
    "x-mark": "mark",
  };
  const answers = await Promise.all([get("/fund?mark=secret", marks), get("/fund", marks)]);
  for (const { bytes, headers } of answers) {
    expect(bytes.toString()).not.toContain("mark");
    expect(JSON.stringify(headers)).not.toContain("mark");
    expect(headers["set-cookie"]).toBeUndefined();
  }
  expect(new Set(answers.map(({ headers }) => headers["x-request-id"])).size).toBe(2);
});

it("a page that is not there, and one whose address says too much, are answered for themselves", async () => {
  const missing = await get("/offers/no-such-offer");
  expect([missing.status, missing.headers.etag]).toEqual([404, undefined]);
  const long = await get(`/offers?q=${"x".repeat(200)}`);
  expect([long.status, long.headers.etag]).toEqual([200, undefined]);
});

it("a thousand parameters nobody reads are one page", async () => {
  const { headers } = await get("/offers");
  const etags = new Set<unknown>();
  for (let start = 0; start < 1_000; start += 50) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, turn) => get(`/offers?hostile${start + turn}=${"y".repeat(100)}`)),
    );
    for (const answer of answers) etags.add(answer.headers.etag);
  }
  expect(etags).toEqual(new Set([headers.etag]));
});

it("a shop that was not there a moment ago is there at once", async () => {
  expect((await get("/merchants/new-shop")).status).toBe(404);
  const known = await findMerchant(db.read, (await findOffer(db.read, server.offer("voucher").id))?.merchant_id ?? "");
  if (!known) throw new Error("no merchant");
  await inTransaction(db, async (trx) => {
    await trx
      .insertInto("merchant")
      .values({ ...known, id: "new-shop" })
      .execute();
    return ok();
  });
  expect((await get("/merchants/new-shop")).status).toBe(200);
});
