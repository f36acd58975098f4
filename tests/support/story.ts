import { readFile } from "node:fs/promises";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { expect } from "vitest";
import english from "~/messages/en.json";
import chinese from "~/messages/zh-CN.json";
import { type Database, openDatabase } from "~/platform/database.server";
import { aBrowser, Person } from "./browser";
import { ProductServer } from "./product-server";
import { testEngine } from "./test-engine";

const PHONE = { width: 390, height: 844 };

/** How every story about money is told: on a phone without JavaScript, and on the other engine at a desk in English. */
export const SCREENS: { name: string; options: BrowserContextOptions }[] =
  testEngine() === "postgres"
    ? [{ name: "in English at 1280 px", options: { viewport: { width: 1280, height: 900 }, locale: "en-GB" } }]
    : [{ name: "at 390 px without JavaScript", options: { viewport: PHONE, javaScriptEnabled: false } }];

/** The words that somebody with such a browser reads. */
export function messagesOf({ locale }: BrowserContextOptions): typeof chinese {
  return locale?.startsWith("en") ? english : chinese;
}

/** The built product and a browser, for stories in which people of several roles take part, each at their own screen. */
export class Story {
  readonly server: ProductServer;
  readonly db: Database;
  readonly #browser: Browser;

  private constructor(server: ProductServer, browser: Browser) {
    this.server = server;
    this.db = openDatabase(server.env.DATABASE_URL ?? "");
    this.#browser = browser;
  }

  static async start(): Promise<Story> {
    return new Story(await ProductServer.start(), await aBrowser());
  }

  async end(): Promise<void> {
    await this.#browser.close();
    await this.db.destroy();
    await this.server.stop();
  }

  /** Somebody of a role, signed in with their password, in the language of their browser. */
  async person(role: string, options: BrowserContextOptions, index = 0): Promise<Person> {
    const person = await Person.at(this.#browser, options);
    const { page } = person;
    await this.go(person, "/sign-in");
    const { email, password } = this.server.account(role, index);
    const form = page.locator('form:has(input[name="password"])');
    await form.locator('input[name="email"]').fill(email);
    await form.locator('input[name="password"]').fill(password);
    await form.locator('button[type="submit"]').click();
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    return person;
  }

  /** Opens one of the product's pages. */
  async go({ page }: Person, path: string): Promise<void> {
    await page.goto(`${this.server.origin}${path}`);
  }

  /** Books vouchers and pays them by card on the processor's page; gives the booking's id. */
  async bookAndPay(resident: Person, quantity: 1 | 2 = 1): Promise<string> {
    const { page } = resident;
    await this.go(resident, `/offers/${this.server.offer("voucher").id}/book`);
    await this.fill(resident, "book", { quantity: String(quantity) });
    await page.locator('[data-pay="card"]').click();
    await page.locator('[data-voucher-state="issued"]').first().waitFor({ timeout: 20_000 });
    return /\/me\/bookings\/([\w-]+)/.exec(page.url())?.[1] ?? "";
  }

  /** What was paid for a booking, in minor units, and by which charge. */
  async paidBooking(booking_id: string): Promise<{ charge_id: string; gross_minor: number }> {
    const booking = await this.db.read
      .selectFrom("booking")
      .select(["charge_id", "gross_minor"])
      .where("id", "=", booking_id)
      .executeTakeFirstOrThrow();
    return { charge_id: booking.charge_id ?? "", gross_minor: Number(booking.gross_minor) };
  }

  /** The counter types the code of the first unused voucher that the resident's page shows. */
  async typeCode({ page }: Person, resident: Person): Promise<void> {
    const unused = resident.page.locator(
      ':is([data-voucher-state="issued"], [data-voucher-state="waiting"]) [data-testid="voucher-code"]',
    );
    const shown = await unused.first().textContent();
    await page.goto(`${this.server.origin}/merchant/redeem`);
    await page.locator('input[name="code"]').fill((shown ?? "").replace(/[^0-9A-Z]/g, ""));
    await page.locator('form[data-action="redeem-prepare"] button').click();
  }

  /** The counter types that code, and confirms; gives the voucher's id. */
  async redeem(counter: Person, resident: Person): Promise<string> {
    const { page } = counter;
    await this.typeCode(counter, resident);
    const voucher = page.locator('form[data-action="redeem-confirm"] input[name="voucher_id"]');
    const voucher_id = (await voucher.getAttribute("value")) ?? "";
    await page.locator('form[data-action="redeem-confirm"] button').click();
    await page.locator('[data-state="redeemed"]').waitFor();
    await counter.checkPage();
    return voucher_id;
  }

  /** Fills the fields of one of a page's forms by name, ticks choices by value, and sends it. */
  async fill({ page }: Person, action: string, fields: Readonly<Record<string, string>>): Promise<void> {
    const form = page.locator(`form[data-action="${action}"]:visible`).first();
    for (const [name, value] of Object.entries(fields)) {
      const choices = `input[type="radio"][name="${name}"]`;
      if ((await form.locator(choices).count()) > 0) await form.locator(`${choices}[value="${value}"]`).check();
      else await form.locator(`[name="${name}"]`).fill(value);
    }
    await form.locator('button[type="submit"]').click();
  }

  /** Sends one of a page's forms and gives the text of the file that comes back. */
  async download({ page }: Person, action: string): Promise<string> {
    const coming = page.waitForEvent("download");
    await page.locator(`form[data-action="${action}"] button`).click();
    return readFile(await (await coming).path(), "utf8");
  }

  /** Opens a page again and again until it shows `selector`: something is on its way behind it. */
  async until(person: Person, path: string, selector: string): Promise<void> {
    await expect
      .poll(
        async () => {
          await this.go(person, path);
          return person.page.locator(selector).count();
        },
        { timeout: 20_000, interval: 300 },
      )
      .toBeGreaterThan(0);
  }

  /** The trustee finds a booking's newest entry of a kind in the journal; gives the amounts of its legs by account. */
  async legsOf(trustee: Person, kind: string, booking_id: string): Promise<Map<string, number>> {
    return this.legsOfFound(trustee, `kind=${kind}&text=${booking_id}`, booking_id);
  }

  /** The same of the newest entry that the journal's search gives for `query`; its page has to name `named`. */
  async legsOfFound(trustee: Person, query: string, named: string): Promise<Map<string, number>> {
    const { page } = trustee;
    await this.go(trustee, `/trustee/journal?${query}`);
    await trustee.checkPage();
    await page.locator('main a[href^="/trustee/journal/"]').first().click();
    await page.waitForURL(/\/trustee\/journal\/[\w-]+$/);
    await trustee.checkPage();
    expect(await page.locator("main").textContent()).toContain(named);
    const entry = await this.db.read
      .selectFrom("journal_entry")
      .select("seq")
      .where("id", "=", /([\w-]+)$/.exec(page.url())?.[1] ?? "")
      .executeTakeFirstOrThrow();
    const legs = await this.db.read
      .selectFrom("posting")
      .select(["account", "amount_minor"])
      .where("entry_seq", "=", entry.seq)
      .execute();
    return new Map(legs.map(({ account, amount_minor }) => [account, Number(amount_minor)]));
  }
}
