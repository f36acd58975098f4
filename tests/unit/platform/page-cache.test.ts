import { expect, it } from "vitest";
import type { SharedPage } from "~/platform/page-address.server";
import { PageCache } from "~/platform/page-cache.server";
import { type ReadyPage, readyPage } from "~/platform/ready-page.server";
import { createSecurityHeaders } from "~/platform/security-headers.server";
import { sharedQuestion } from "~/platform/shared-pages.server";

const HOUR_MS = 3_600_000;
const OFFERS: SharedPage = { path: "/offers", parameters: ["q"], shows: "catalogue" };
const HOME: SharedPage = { path: "/", parameters: [], shows: "catalogue" };
const LIMITS = { size_bytes: 1_000_000, addresses_per_page: 50 };
const securityHeaders = createSecurityHeaders({
  origin: "http://127.0.0.1:3000",
  checkout_origin: undefined,
  is_dev: false,
});

async function aPage(text: string, change: { status?: number; headers?: Record<string, string> } = {}) {
  const headers = { "content-type": "text/html", "cache-control": "private, no-cache", ...change.headers };
  const answer = new Response(null, { status: change.status ?? 200, headers });
  const page = await readyPage(Object.assign(answer, { raw: Buffer.from(text) }), securityHeaders);
  if (!page) throw new Error("no page");
  return page;
}

/** A cache at a time that the test moves, and pages that say how often they were rendered. */
function aCache(limits = LIMITS) {
  const clock = { now_ms: HOUR_MS };
  const cache = new PageCache(limits, () => clock.now_ms);
  const rendered: string[] = [];
  const ask = async (
    { page = HOME, target = HOME.path, version = "1", variant = "zh-CN" } = {},
    make: (text: string) => Promise<ReadyPage | undefined> = (text) => aPage(text),
  ) => {
    const found = await cache.find({ page, target }, variant, version, () => {
      rendered.push(target);
      return make(`${target} ${rendered.length}`);
    });
    return found?.plain.body.toString();
  };
  return { clock, cache, rendered, ask };
}

it("a page is rendered once and then found, until two seconds at most have passed", async () => {
  const { clock, ask } = aCache();
  expect([await ask(), await ask()]).toEqual(["/ 1", "/ 1"]);
  clock.now_ms += 1_999;
  expect(await ask()).toBe("/ 1");
  clock.now_ms += 1;
  expect(await ask()).toBe("/ 2");
});

it("a page made late in its two seconds lives no longer than they do", async () => {
  const { clock, ask } = aCache();
  clock.now_ms += 1_990;
  await ask();
  clock.now_ms += 10;
  expect(await ask()).toBe("/ 2");
});

it("a page is gone with its version, its language and a clock that is set back", async () => {
  const { clock, ask } = aCache();
  await ask();
  expect(await ask({ version: "2" })).toBe("/ 2");
  expect(await ask({ version: "2", variant: "en" })).toBe("/ 3");
  clock.now_ms -= 1;
  expect(await ask({ version: "2" })).toBe("/ 4");
});

it("fifty who ask at once get one rendering; who asks under a newer version gets a newer one", async () => {
  const { rendered, ask } = aCache();
  let finish: (page: ReadyPage) => void = () => undefined;
  const slow = () => new Promise<ReadyPage>((resolve) => (finish = resolve));
  const waiting = Array.from({ length: 50 }, () => ask({}, slow));
  const newer = ask({ version: "2" });
  expect(await newer).toBe("/ 2");
  finish(await aPage("slow"));
  expect(new Set(await Promise.all(waiting))).toEqual(new Set(["slow"]));
  expect(rendered).toHaveLength(2);
  expect(await ask({ version: "2" })).not.toBe("slow");
});

it("a rendering that fails is told to all who wait and is tried again by the next", async () => {
  const { ask } = aCache();
  const broken = () => Promise.reject(new Error("broken"));
  await expect(Promise.all([ask({}, broken), ask({}, broken)])).rejects.toThrow("broken");
  expect(await ask()).toBe("/ 2");
});

it.each([
  ["a refusal", { status: 404 }],
  ["a failure", { status: 500 }],
  ["what a route wants kept by nobody", { headers: { "cache-control": "no-store" } }],
])("%s is not kept", async (_name, change) => {
  const { cache, ask } = aCache();
  await ask({}, (text) => aPage(text, change));
  expect(cache.address_count).toBe(0);
});

it("an answer that sets a cookie, or is no page, is nobody else's", async () => {
  const headers = { "set-cookie": "session=secret", "cache-control": "private, no-cache" };
  const with_cookie = Object.assign(new Response(null, { headers }), { raw: Buffer.from("mine") });
  expect(await readyPage(with_cookie, securityHeaders)).toBeUndefined();
  expect(await readyPage(new Response(null, { status: 302 }), securityHeaders)).toBeUndefined();
  const { cache, ask } = aCache();
  expect(await ask({}, async () => undefined)).toBeUndefined();
  expect(cache.address_count).toBe(0);
});

it("ten thousand searches stay within both limits and leave the other pages alone", async () => {
  const { cache, ask, rendered } = aCache();
  const text = "x".repeat(9_000);
  await ask();
  for (let search = 0; search < 10_000; search += 1) {
    await ask({ page: OFFERS, target: `/offers?q=${search}` }, (own) => aPage(own + text));
    expect(cache.size_bytes).toBeLessThanOrEqual(LIMITS.size_bytes);
  }
  expect(cache.address_count).toBeLessThanOrEqual(1 + LIMITS.addresses_per_page);
  expect(await ask()).toBe("/ 1");
  expect(rendered).toHaveLength(10_001);
}, 120_000);

it("the least recently used goes first when the room is used up", async () => {
  const { cache, ask } = aCache({ size_bytes: 1_000, addresses_per_page: 50 });
  const make = (own: string) => aPage(own.padEnd(400));
  await ask({ target: "/a" }, make);
  await ask({ target: "/b" }, make);
  await ask({ target: "/a" }, make);
  await ask({ target: "/c" }, make);
  expect(cache.size_bytes).toBe(800);
  expect((await ask({ target: "/a" }, make))?.trim()).toBe("/a 1");
  expect((await ask({ target: "/b" }, make))?.trim()).toBe("/b 4");
  expect(await ask({ target: "/d" }, (own) => aPage(own.padEnd(1_001)))).toHaveLength(1_001);
  expect(cache.size_bytes).toBe(800);
});

it("a question is put once for all who come before it, and once more for those who come meanwhile", async () => {
  let count = 0;
  const answers: ((value: number) => void)[] = [];
  const ask = sharedQuestion(() => {
    count += 1;
    return new Promise<number>((resolve) => answers.push(resolve));
  });
  const early = [ask(), ask(), ask()];
  await new Promise((resolve) => setTimeout(resolve, 5));
  const late = [ask(), ask()];
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(count).toBe(1);
  answers[0]?.(1);
  expect(await Promise.all(early)).toEqual([1, 1, 1]);
  await new Promise((resolve) => setTimeout(resolve, 5));
  answers[1]?.(2);
  expect(await Promise.all(late)).toEqual([2, 2]);
});

it("a question that failed is asked again by the next", async () => {
  let count = 0;
  const ask = sharedQuestion(async () => {
    count += 1;
    if (count === 1) throw new Error("no answer");
    return count;
  });
  await expect(ask()).rejects.toThrow("no answer");
  expect(await ask()).toBe(2);
});
