import { readdirSync } from "node:fs";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PeopledServer } from "#tests/support/peopled-server";
import { sendRaw } from "#tests/support/raw-request";
import { Visitor } from "#tests/support/visitor";

type Answer = { status: number; headers: Headers };
type Ask = () => Promise<Answer>;

let world: PeopledServer;
let nobody: Visitor;
beforeAll(async () => {
  world = await PeopledServer.start();
  nobody = new Visitor(world.server.origin);
}, 60_000);
afterAll(() => world?.stop());

/** The headers that every answer carries, whatever it is and whoever made it. */
function expectHeaders(name: string, { status, headers }: Answer): void {
  const policy = headers.get("content-security-policy") ?? "";
  expect({
    name,
    status,
    nosniff: headers.get("x-content-type-options"),
    referrer: headers.get("referrer-policy"),
    opener: headers.get("cross-origin-opener-policy"),
    frames: headers.get("x-frame-options"),
    policy: ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"].filter(
      (directive) => !policy.includes(directive),
    ),
    scripts: /script-src 'self'( '(nonce|sha256)-[^;]*)?;/.test(policy),
    request_id: /^[0-9a-f-]{36}$/.test(headers.get("x-request-id") ?? ""),
    powered_by: headers.get("x-powered-by"),
  }).toEqual({
    name,
    status,
    nosniff: "nosniff",
    referrer: "strict-origin-when-cross-origin",
    opener: "same-origin",
    frames: "SAMEORIGIN",
    policy: [],
    scripts: true,
    request_id: true,
    powered_by: null,
  });
}

const get = (path: string, headers: Record<string, string> = {}) => nobody.get(path, headers);
const fetched = (path: string, init: RequestInit) => fetch(world.server.origin + path, init);
const form = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  nobody.post(path, fields, headers);
const as = (role: "resident" | "trustee") => world.visitor(role);
const asset = () => `/assets/${readdirSync("build/client/assets").find((file) => file.endsWith(".js"))}`;
const raw = (bytes: string) => sendRaw(world.server.origin, bytes);
const rowOf = (path: string) => {
  const row = world.manifest.find((each) => each.path === path);
  if (!row) throw new Error(`there is no ${path}`);
  return row;
};
const pathOf = async (path: string) => (await world.pathOf(rowOf(path), "own")) ?? "";

describe("the security headers and a request id are on", () => {
  const PAGES: [name: string, status: number, ask: Ask][] = [
    ["a page", 200, () => get("/offers")],
    ["a page's data", 200, () => get("/offers.data")],
    ["the head of a page", 200, () => fetched("/offers", { method: "HEAD" })],
    ["a file", 200, () => get("/favicon.svg")],
    ["a built file", 200, () => get(asset())],
    [
      "a file the browser has",
      304,
      async () => get("/favicon.svg", { "if-none-match": (await get("/favicon.svg")).headers.get("etag") ?? "" }),
    ],
    ["the anchors", 200, () => get("/fund/anchors.jsonl")],
    ["the keys", 200, () => get("/fund/keys.json")],
    ["a receipt's proof", 200, async () => get(await pathOf("/receipts/:code/proof.json"))],
    ["a verification's progress", 200, async () => as("trustee").get(await pathOf("/trustee/verify/:id/progress"))],
    ["the monitor's answer", 200, () => get("/readyz")],
    ["a redirect after a form", 303, () => form("/sign-out", {})],
    ["a redirect to another page", 302, () => as("resident").get("/offers/harness-slot50/book")],
  ];
  const REFUSALS: [name: string, status: number, ask: Ask][] = [
    ["a broken form", 400, () => nobody.postBody("/sign-in", "x", { "content-type": "multipart/form-data" })],
    ["a page for others", 401, () => get("/trustee")],
    ["data for others", 401, () => get("/trustee.data")],
    ["a page for other roles", 403, () => as("resident").get("/trustee")],
    ["a form from elsewhere", 403, () => form("/sign-in", {}, { origin: "null" })],
    ["what is not there", 404, () => get("/nowhere")],
    ["a file that is not there", 404, () => get("/assets/nothing.js")],
    ["a method nobody knows", 405, () => fetched("/offers", { method: "PUT" })],
    ["a form to a page without one", 405, () => form("/offers", {})],
    ["a form to a file", 405, () => form("/favicon.svg", {})],
    ["a look at what takes forms only", 405, () => get("/sign-out")],
    [
      "a booking that cannot be",
      409,
      async () =>
        as("resident").post("/offers/harness-free/book", {
          ...(await world.rightForm(rowOf("/offers/:id/book"), as("resident"))),
          slot_id: "x",
        }),
    ],
    ["a large form", 413, () => form("/sign-in", { email: "x".repeat(300_000) })],
    ["a long address", 414, () => get(`/offers?q=${"x".repeat(9_000)}`)],
    ["another kind of body", 415, () => nobody.postBody("/sign-in", "{}", { "content-type": "application/json" })],
    ["a form with a fault", 422, () => form("/sign-in", {})],
    [
      "a form without a signature",
      400,
      () => nobody.postBody("/webhooks/stripe", "{}", { "content-type": "application/json" }),
    ],
  ];
  it.each([...PAGES, ...REFUSALS])("%s (%i)", async (name, status, ask) => {
    const answer = await ask();
    expect(answer.status).toBe(status);
    expectHeaders(name, answer);
  });

  const HOST = "host: x\r\n";
  const BROKEN: [name: string, status: number, bytes: string][] = [
    ["what is no HTTP", 400, "NOT HTTP AT ALL\r\n\r\n"],
    ["a header without end", 431, `GET / HTTP/1.1\r\n${HOST}x: ${"x".repeat(20_000)}\r\n\r\n`],
    ["a length that is no number", 400, `POST /sign-in HTTP/1.1\r\n${HOST}content-length: x\r\n\r\n`],
    ["two lengths", 400, `POST /sign-in HTTP/1.1\r\n${HOST}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n`],
    ["a chunk that is none", 400, `POST /sign-in HTTP/1.1\r\n${HOST}transfer-encoding: chunked\r\n\r\nxyz\r\n`],
    ["no host", 400, "GET / HTTP/1.1\r\n\r\n"],
    ["another host's address", 400, `GET http://elsewhere.example/ HTTP/1.1\r\n${HOST}\r\n`],
    ["an expectation", 417, `POST /sign-in HTTP/1.1\r\n${HOST}expect: miracles\r\ncontent-length: 0\r\n\r\n`],
    ["two slashes", 404, `GET //elsewhere.example/ HTTP/1.1\r\n${HOST}connection: close\r\n\r\n`],
    [
      "a range that runs backwards",
      200,
      `GET /favicon.svg HTTP/1.1\r\n${HOST}range: bytes=5-2\r\nconnection: close\r\n\r\n`,
    ],
    [
      "a range beyond the end",
      200,
      `GET /favicon.svg HTTP/1.1\r\n${HOST}range: bytes=99999999-\r\nconnection: close\r\n\r\n`,
    ],
  ];
  it.each(BROKEN)("%s (%i)", async (name, status, bytes) => {
    const answer = await raw(bytes);
    expect(answer.status).toBe(status);
    expectHeaders(name, answer);
    expect(answer.headers.get("location")).toBeNull();
    expect((await get("/healthz")).status).toBe(200);
  });
});

it("a link from the pay page may end a checkout, another site's picture or script may not", async () => {
  const path = await pathOf("/me/bookings/:id/leave-checkout");
  const asked = (mode: string, dest: string) =>
    raw(
      `GET ${path} HTTP/1.1\r\nhost: x\r\ncookie: ${as("resident").cookie}\r\nsec-fetch-site: cross-site\r\n` +
        `sec-fetch-mode: ${mode}\r\nsec-fetch-dest: ${dest}\r\nconnection: close\r\n\r\n`,
    );
  expect((await asked("navigate", "document")).status).toBe(303);
  expect((await asked("no-cors", "image")).status).toBe(403);
  expect((await asked("navigate", "iframe")).status).toBe(403);
});

it("our own failure carries them too, and no stack trace (500)", async () => {
  await sql`alter table community rename to community_gone`.execute(world.db.write);
  for (const path of ["/", "/offers.data", "/fund/keys.json"]) {
    const answer = await get(path);
    expectHeaders(path, answer);
    expect(answer.status).toBe(500);
    expect(answer.text).not.toMatch(/\.js:\d+|no such table|community/);
  }
  await sql`alter table community_gone rename to community`.execute(world.db.write);
});
