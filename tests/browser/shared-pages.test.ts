import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { aBrowser, Person } from "#tests/support/browser";
import { ProductServer } from "#tests/support/product-server";

let server: ProductServer;
let browser: Browser;
beforeAll(async () => {
  server = await ProductServer.start();
  browser = await aBrowser();
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

it("pages kept for everybody run their scripts, complain of nothing, and are asked for again by every visit", async () => {
  const visitor = await Person.at(browser, { viewport: { width: 390, height: 844 } });
  const { page } = visitor;
  const paths = ["/", "/offers?price=free&from=singlemessage", `/offers/${server.offer("slot50").id}`, "/fund"];
  for (const path of [...paths, "/fund/journal", ...paths]) {
    const answer = await page.goto(`${server.origin}${path}`);
    expect(answer?.headers()["content-security-policy"]).toContain("'sha256-");
    // the router is there once the page has come alive
    await page.waitForFunction(() => "__remixRouter" in window);
    await visitor.checkPage();
  }
}, 120_000);

it("after signing in the way back shows one's own page, not the one kept for everybody", async () => {
  const resident = await Person.at(browser, { viewport: { width: 1280, height: 900 } });
  const { page } = resident;
  await page.goto(`${server.origin}/offers`);
  const { email, password } = server.account("resident");
  await page.goto(`${server.origin}/sign-in`);
  const form = page.locator('form:has(input[name="password"])');
  await form.locator('input[name="email"]').fill(email);
  await form.locator('input[name="password"]').fill(password);
  await form.locator('button[type="submit"], button:not([type])').first().click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
  await page.goto(`${server.origin}/offers`);
  expect(await page.locator('form[action="/sign-out"]').count()).toBe(1);
  await resident.checkPage();
}, 120_000);
