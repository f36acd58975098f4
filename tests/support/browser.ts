import { existsSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { expect } from "vitest";

const PLACES = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const SWITCHES = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A real Chromium; names the one command that installs it where there is none. */
export async function aBrowser(): Promise<Browser> {
  const executablePath = PLACES.find((place) => place && existsSync(place));
  if (!executablePath) {
    throw new Error(
      "no Chromium found: run `apt-get install -y chromium fonts-noto-cjk` (or set CHROMIUM to its path)",
    );
  }
  return chromium.launch({ executablePath, args: SWITCHES });
}

/** Somebody at a screen: follows links and forms, and remembers everything the browser complained about. */
export class Person {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly complaints: string[] = [];
  readonly #hasScripts: boolean;

  private constructor(context: BrowserContext, page: Page, hasScripts: boolean) {
    this.#hasScripts = hasScripts;
    this.context = context;
    this.page = page;
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(error.message));
  }

  static async at(browser: Browser, options: BrowserContextOptions): Promise<Person> {
    const context = await browser.newContext({ locale: "zh-CN", ...options });
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`CSP refused ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    return new Person(context, await context.newPage(), options.javaScriptEnabled !== false);
  }

  /**
   * Checks the page that is open: no complaint, nothing for axe to find, nothing that scrolls sideways. Where scripts
   * are off axe cannot run: only complaints are checked.
   */
  async checkPage(): Promise<void> {
    const where = this.page.url();
    expect({ where, complaints: this.complaints }).toEqual({ where, complaints: [] });
    if (!this.#hasScripts) return;
    const { violations } = await new AxeBuilder({ page: this.page }).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
    expect({ where, found }).toEqual({ where, found: [] });
    const overflow = await this.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect({ where, overflow }).toEqual({ where, overflow: 0 });
    expect({ where, mixed: await this.#unmarkedChinese() }).toEqual({ where, mixed: [] });
  }

  /** The page that is open was refused with this status, as it should be: the browser's word about it is forgotten. */
  async expectRefusal(status: number): Promise<void> {
    const word = `Failed to load resource: the server responded with a status of ${status} `;
    await expect.poll(() => this.complaints.filter((complaint) => complaint.startsWith(word))).toHaveLength(1);
    this.complaints.splice(0, this.complaints.length, ...this.complaints.filter((each) => !each.startsWith(word)));
  }

  /** Chinese on an English page that does not say it is Chinese, as a screen reader would meet it. */
  #unmarkedChinese(): Promise<string[]> {
    return this.page.evaluate(() => {
      if (document.documentElement.lang !== "en") return [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found: string[] = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const parent = node.parentElement;
        if (parent?.closest("script, style") || !/\p{Script=Han}/u.test(node.textContent ?? "")) continue;
        if (parent?.closest("[lang]")?.getAttribute("lang") === "en") found.push(node.textContent ?? "");
      }
      return found;
    });
  }
}
