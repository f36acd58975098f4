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

const aPhone = () => Person.at(browser, { viewport: { width: 390, height: 844 }, locale: "en-GB" });

it("a shop's places stand in one row on a phone", async () => {
  const owner = await aPhone();
  const { page } = owner;
  const { email, password } = server.account("owner");
  await page.goto(`${server.origin}/sign-in`);
  const form = page.locator('form[data-action="sign-in"]');
  await form.locator('input[name="email"]').fill(email);
  await form.locator('input[name="password"]').fill(password);
  await form.locator("button").first().click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
  await page.goto(`${server.origin}/merchant`);
  const places = page.locator("header nav li");
  const tops = await places.evaluateAll((items) => items.map((item) => item.getBoundingClientRect().top));
  expect([tops.length, new Set(tops).size]).toEqual([4, 1]);
  await owner.checkPage();
}, 60_000);

it("a free service says so as its price, not once more as its kind", async () => {
  const visitor = await aPhone();
  await visitor.page.goto(`${server.origin}/offers/${server.offer("free").id}`);
  // beside the title, and in the bar that stays at the bottom
  expect(await visitor.page.getByText("Free", { exact: true }).count()).toBe(2);
  await visitor.checkPage();
}, 60_000);
