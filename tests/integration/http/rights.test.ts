import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ProductServer } from "#tests/support/product-server";
import { sessionOf, Visitor } from "#tests/support/visitor";

let server: ProductServer;
let resident: Visitor;
let booking: string;
const visitors = new Map<string, Visitor>();

beforeAll(async () => {
  server = await ProductServer.start();
  for (const role of ["resident", "cashier", "owner", "operator", "committee", "trustee", "admin"]) {
    visitors.set(role, await Visitor.signedIn(server.origin, server.account(role)));
  }
  visitors.set("anonymous", new Visitor(server.origin));
  visitors.set("other resident", await Visitor.signedIn(server.origin, server.account("resident", 1)));
  visitors.set("other cashier", await Visitor.signedIn(server.origin, server.account("cashier", 1)));
  resident = visitor("resident");
  const booked = await resident.book(server.offer("voucher"));
  const session = sessionOf(booked.headers.get("location"));
  await server.control(`checkout/${session}/pay`, { method: "card" });
  const list = await resident.get("/me/bookings");
  booking = /\/me\/bookings\/([\w-]{36})/.exec(list.text)?.[1] ?? "";
  await resident.get(`/me/bookings/${booking}?session_id=${session}`);
}, 60_000);
afterAll(() => server?.stop());

function visitor(name: string): Visitor {
  const found = visitors.get(name);
  if (!found) throw new Error(`nobody is called ${name}`);
  return found;
}

const UNKNOWN = "00000000-0000-4000-8000-000000000000";
/** What differs between two answers to the same question by nature. */
const withoutIds = (text: string) => text.replace(/[\w-]{36}|nonce="[^"]*"|[0-9a-f]{20,}/g, "").replace(/\d{3,}/g, "");

describe("a booking belongs to its resident", () => {
  it("its resident reads it", async () => {
    const page = await resident.get(`/me/bookings/${booking}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('data-voucher-state="issued"');
  });

  it("another resident's and an unknown booking answer alike", async () => {
    const other = visitor("other resident");
    const foreign = await other.get(`/me/bookings/${booking}`);
    const unknown = await other.get(`/me/bookings/${UNKNOWN}`);
    expect([foreign.status, unknown.status]).toEqual([404, 404]);
    expect(withoutIds(foreign.text)).toBe(withoutIds(unknown.text));
  });

  it.each(["cancel", "pay"])("another resident cannot %s it", async (act) => {
    const answers = await Promise.all(
      [booking, UNKNOWN].map((id) => visitor("other resident").post(`/me/bookings/${id}/${act}`, {})),
    );
    expect(answers.map((answer) => answer.status)).toEqual([404, 404]);
    const page = await resident.get(`/me/bookings/${booking}`);
    expect(page.text).toContain('data-booking-state="paid"');
  });

  it("another resident cannot end its checkout", async () => {
    expect((await visitor("other resident").get(`/me/bookings/${booking}/leave-checkout`)).status).toBe(404);
  });
});

describe("every area opens to its own people only", () => {
  const areas: [path: string, allowed: string[]][] = [
    ["/me/bookings", ["resident", "other resident"]],
    ["/merchant", ["cashier", "other cashier", "owner"]],
    ["/merchant/redeem", ["cashier", "other cashier", "owner"]],
    ["/merchant/redemptions", ["owner"]],
    ["/merchant/offers", ["owner"]],
    ["/operator", ["operator"]],
    ["/trustee", ["trustee"]],
    ["/trustee/journal", ["trustee"]],
    ["/trustee/verify", ["trustee"]],
  ];
  it.each(areas)("%s", async (path, allowed) => {
    for (const [name, person] of visitors) {
      const expected = allowed.includes(name) ? 200 : name === "anonymous" ? 401 : 403;
      expect({ name, status: (await person.get(path)).status }).toEqual({ name, status: expected });
    }
  });

  it("somebody who is not signed in is shown the sign-in form where they wanted to go", async () => {
    const page = await visitor("anonymous").get("/trustee/journal?kind=refund");
    expect(page.status).toBe(401);
    expect(page.text).toContain('data-action="sign-in"');
    expect(page.text).toContain('value="/trustee/journal?kind=refund"');
  });

  it("who may not enter an area is not shown its pages", async () => {
    for (const area of ["/merchant", "/operator", "/trustee"]) {
      for (const name of ["resident", "anonymous"]) {
        const { text } = await visitor(name).get(area);
        const links = [...text.matchAll(new RegExp(`href="${area}/[^"]+"`, "g"))].map(([link]) => link);
        expect({ area, name, links }).toEqual({ area, name, links: [] });
      }
    }
    expect((await visitor("trustee").get("/fund")).text).not.toContain('href="/me');
    expect((await resident.get("/fund")).text).toContain('href="/me/bookings"');
  });

  it("data requests are guarded like pages", async () => {
    expect((await visitor("cashier").get("/trustee/journal.data")).status).toBe(403);
    expect((await visitor("other resident").get(`/me/bookings/${booking}.data`)).status).toBe(404);
  });
});

describe("writes come from our own pages only", () => {
  it.each([
    ["a foreign Origin", { origin: "https://elsewhere.example" }],
    ["a null Origin", { origin: "null" }],
    ["a cross-site fetch", { "sec-fetch-site": "cross-site" }],
  ])("%s is refused with 403 and changes nothing", async (_name, headers) => {
    const answer = await resident.post(`/me/bookings/${booking}/cancel`, {}, headers);
    expect(answer.status).toBe(403);
    expect((await resident.get(`/me/bookings/${booking}`)).text).toContain('data-booking-state="paid"');
  });

  it("the demo's own routes are not there outside the demo", async () => {
    expect((await new Visitor(server.origin).get("/demo/messages")).status).toBe(404);
    expect((await new Visitor(server.origin).post("/demo/sign-in", { person_id: "x" })).status).toBe(404);
  });
});
