import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { aBrowser, Person } from "#tests/support/browser";
import { freePort } from "#tests/support/free-port";

const ROOT = resolve(".");
const REMIX = join(ROOT, "node_modules/@remix-run/dev/dist/cli.js");
const READY_WITHIN_MS = 120_000;

let browser: Browser;
let development: ChildProcess;
let origin: string;
let directory: string;
let said = "";

/** `npm run dev` with data of its own: the working directory is a new one, the code is this. */
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "shangju-development-"));
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  const { PATH, HOME } = process.env;
  development = spawn(process.execPath, [REMIX, "vite:dev", ROOT, "-c", join(ROOT, "remix.config.js")], {
    cwd: directory,
    env: { PATH, HOME, PORT: String(port), LOG_LEVEL: "warn", NODE_ENV: "development" },
  });
  development.stdout?.on("data", (text: Buffer) => (said += text.toString()));
  development.stderr?.on("data", (text: Buffer) => (said += text.toString()));
  browser = await aBrowser();
  await untilOpen();
}, READY_WITHIN_MS);

afterAll(async () => {
  await browser?.close();
  development?.kill("SIGKILL");
  rmSync(directory, { recursive: true, force: true });
});

async function untilOpen(): Promise<void> {
  while (!said.includes("is open")) {
    if (development.exitCode !== null) throw new Error(`the development server ended:\n${said}`);
    await sleep(50);
  }
}

it("pages come with the production code's headers, hydrate, and listen for edits without a complaint", async () => {
  const person = await Person.at(browser, { viewport: { width: 390, height: 844 } });
  const { page } = person;
  const connected = page.waitForEvent("console", (message) => message.text() === "[vite] connected.");
  const answer = await page.goto(origin);
  expect(answer?.headers()["content-security-policy"]).toMatch(
    /script-src 'self' 'nonce-[\w-]{22}';.*connect-src 'self' ws:/,
  );
  await connected;
  await page.waitForFunction(() => "__remixRouter" in window);
  await person.checkPage();
});

it("forms work as in production: a resident signs in, with the demo's data", async () => {
  const { page } = await Person.at(browser, { viewport: { width: 390, height: 844 } });
  await page.goto(`${origin}/sign-in`);
  await page.click('[data-role="resident"]');
  await page.waitForURL(`${origin}/`);
  expect((await page.goto(`${origin}/me/bookings`))?.status()).toBe(200);
});
