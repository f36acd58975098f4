import { readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ProductServer } from "#tests/support/product-server";
import { Visitor } from "#tests/support/visitor";

let server: ProductServer;
beforeAll(async () => {
  server = await ProductServer.start();
}, 60_000);
afterAll(() => server?.stop());

/** Sends `size_bytes` without telling their number beforehand; gives the status, or that the line was cut. */
function streamedStatus(origin: string, size_bytes: number): Promise<number | "cut"> {
  return new Promise((done) => {
    const outgoing = request(`${origin}/webhooks/stripe`, { method: "POST" });
    outgoing.once("response", (response) => {
      response.resume();
      done(response.statusCode ?? 0);
      outgoing.destroy();
    });
    outgoing.once("error", () => done("cut"));
    for (let sent = 0; sent < size_bytes; sent += 50_000) outgoing.write("x".repeat(50_000));
    outgoing.end();
  });
}

it("no page has a NUL byte or a replacement character", async () => {
  for (const path of ["/", "/offers", `/offers/${server.offer("voucher").id}`, "/fund", "/sign-in"]) {
    const { text } = await new Visitor(server.origin).get(path);
    expect({ path, found: text.includes("\0") || text.includes("\uFFFD") }).toEqual({ path, found: false });
  }
});

it("a page is compressed once and says how long it is", async () => {
  const response = await fetch(`${server.origin}/offers`, { headers: { "accept-encoding": "gzip" } });
  expect(response.headers.get("content-encoding")).toBe("gzip");
  expect(Number(response.headers.get("content-length"))).toBeGreaterThan(0);
  expect(await response.text()).toContain("</html>");
});

it("a body of more than 256 KiB is refused with 413, also when its length is not told", async () => {
  const visitor = new Visitor(server.origin);
  const large = await visitor.post("/sign-in", { email: "a@example.com", password: "x".repeat(300_000) });
  expect(large.status).toBe(413);
  const status = await streamedStatus(server.origin, 2_000_000);
  expect([413, "cut"]).toContain(status);
});

it("what a visitor asked wrongly is not logged as our error", async () => {
  const visitor = new Visitor(server.origin);
  expect((await visitor.post("/offers", {})).status).toBe(405);
  expect((await visitor.get("/nowhere")).status).toBe(404);
  expect((await visitor.get("/trustee")).status).toBe(401);
  expect((await visitor.get("/sign-out.data")).status).toBe(405);
  const log = readFileSync(join(server.directory, "server.log"), "utf8");
  expect(log).toContain('"path":"/nowhere"');
  expect(log).not.toMatch(/request failed|\[object Object\]/);
});

it("what was typed is kept when a form is refused, but never a password", async () => {
  const visitor = new Visitor(server.origin);
  const answer = await visitor.post("/register", { name: "林", email: "not-an-address", password: "secret-secret" });
  expect(answer.status).toBe(422);
  expect(answer.text).toContain('value="not-an-address"');
  expect(answer.text).not.toContain("secret-secret");
});

it("cookies follow the origin: HttpOnly, SameSite=Lax, and Secure only over https", async () => {
  const { email, password } = server.account("resident");
  const answer = await new Visitor(server.origin).post("/sign-in", { email, password });
  const cookie = answer.headers.getSetCookie()[0] ?? "";
  expect(cookie).toMatch(/^session=/);
  expect(cookie).toContain("HttpOnly");
  expect(cookie).toContain("SameSite=Lax");
  expect(cookie).not.toContain("Secure");
});

it("a one-time link and a receipt's code do not reach the log", async () => {
  const visitor = new Visitor(server.origin);
  await visitor.get("/sign-in/link/a-secret-token");
  await visitor.get("/receipts/a-secret-code");
  const log = readFileSync(join(server.directory, "server.log"), "utf8");
  expect(log).toContain('"path":"/sign-in/link/…"');
  expect(log).not.toContain("a-secret-");
});

it("the head of an answer is that of the whole one", async () => {
  const LONG = `/offers?q=${"x".repeat(9_000)}`;
  const PATHS = ["/", "/offers.data", "/sign-in", "/me", "/nowhere", "/offers/nothing", "/fund/keys.json"];
  for (const path of [...PATHS, "/fund/anchors.jsonl", "/healthz", "/readyz", "/sign-out", LONG, "/favicon.svg"]) {
    for (const encoding of ["gzip", "identity"]) {
      const headers = { "accept-encoding": encoding };
      const [whole, head] = await Promise.all(
        ["GET", "HEAD"].map((method) => fetch(server.origin + path, { method, headers })),
      );
      expect(await head?.text()).toBe("");
      expect({ path, encoding, ...lasting(head) }).toEqual({ path, encoding, ...lasting(whole) });
    }
  }
});

it("SIGTERM drains: the process ends by itself with exit code 0", async () => {
  expect(await server.terminate()).toBe(0);
  await server.restart();
});

/** What two answers to the same question have in common. */
function lasting(answer: Response | undefined): { status: number | undefined; headers: Record<string, string> } {
  const headers = Object.fromEntries(answer?.headers ?? []);
  for (const name of ["date", "x-request-id", "connection", "keep-alive"]) delete headers[name];
  for (const [name, value] of Object.entries(headers)) headers[name] = value.replace(/'nonce-[^']*'/g, "'nonce'");
  // another nonce may be compressed into another byte or two
  if (headers["content-encoding"] === "gzip")
    headers["content-length"] = headers["content-length"]?.length.toString() ?? "";
  return { status: answer?.status, headers };
}
