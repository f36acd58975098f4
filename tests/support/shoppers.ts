import { setTimeout as sleep } from "node:timers/promises";
import type { Acknowledged } from "#tests/support/end-check";
import type { ProductServer } from "#tests/support/product-server";
import { SeededRandom } from "#tests/support/seeded-random";
import { bookingOf, order, redeem, typedCode } from "#tests/support/shopping";
import { signedInVisitors } from "#tests/support/signed-in-visitors";
import { type Page, sessionOf, type Visitor } from "#tests/support/visitor";
import { somethingAfterUse } from "./after-use-acts";

/** A visitor who has booked as often as one account may goes on as somebody else. */
export const ACCOUNTS_EACH_COUNT = 10;

type Wishes = { count: number; seed: number; pause_ms?: number };

/**
 * People who book, pay, give back and are served until they are stopped. A server that is gone is waited for, as people
 * do; what they were told is kept in `told`.
 */
export class Shoppers {
  readonly told: Acknowledged = { booked: new Set(), redeemed: new Set() };
  /** How many answers of each kind there were: a status, `unanswered`, or `503 without retry-after`. */
  readonly answers = new Map<string, number>();
  /** How long each answer took. */
  readonly took_ms: number[] = [];
  readonly #server: ProductServer;
  readonly #pause_ms: number;
  #is_on = true;
  #working: Promise<unknown> = Promise.resolve();

  private constructor(server: ProductServer, pause_ms: number) {
    this.#server = server;
    this.#pause_ms = pause_ms;
  }

  /** Sends so many of them off; the server needs ACCOUNTS_EACH_COUNT residents for each. */
  static async start(server: ProductServer, { count, seed, pause_ms = 0 }: Wishes): Promise<Shoppers> {
    const shoppers = new Shoppers(server, pause_ms);
    const residents = await signedInVisitors(
      server,
      server.harness.accounts.filter(({ role }) => role === "resident"),
    );
    const [counter] = await signedInVisitors(server, [server.account("manager")]);
    shoppers.#working = Promise.all(
      Array.from({ length: count }, (_, index) => {
        const faces = residents.filter((_visitor, position) => position % count === index);
        return shoppers.#shopForever(faces, counter as Visitor, new SeededRandom(seed + index));
      }),
    );
    return shoppers;
  }

  /** Lets them finish what they are at, and no more. */
  async stop(): Promise<void> {
    this.#is_on = false;
    await this.#working;
  }

  async #shopForever(faces: Visitor[], counter: Visitor, random: SeededRandom): Promise<void> {
    let face = 0;
    while (this.#is_on) {
      const resident = faces[face % faces.length];
      if (!resident) throw new Error("a visitor has no account");
      try {
        if ((await this.#shopOnce(resident, counter, random)) === "limited") face += 1;
      } catch {
        this.#count("unanswered");
        await sleep(30 + random.below(100));
      }
      await sleep(this.#pause_ms);
    }
  }

  async #shopOnce(resident: Visitor, counter: Visitor, random: SeededRandom): Promise<"limited" | undefined> {
    const server = this.#server;
    const offer = server.offer(["voucher", "voucher", "voucher", "free", "slot50"][random.below(5)] ?? "voucher");
    const answer = await this.#timed(offer.key === "slot50" ? resident.book(offer) : order(resident, offer));
    if (answer.status === 409 || answer.status === 429) return "limited";
    const location = answer.headers.get("location");
    if (answer.status !== 303 || !location?.includes("/c/pay/")) {
      await sleep(50);
      return undefined;
    }
    const session = sessionOf(location);
    const booking = await bookingOf(server, session);
    const ending = random.below(10);
    if (ending === 0) {
      await this.#timed(resident.post(`/me/bookings/${booking}/leave-checkout`, {}));
      return undefined;
    }
    await server.control(`checkout/${session}/pay`, { method: ending === 1 ? "wallet-later" : "card" });
    const page = await this.#timed(resident.get(`/me/bookings/${booking}?session_id=${session}`));
    if (page.status !== 200 || !page.text.includes('data-voucher-state="issued"')) return undefined;
    this.told.booked.add(booking);
    if (ending < 5) await this.#timed(resident.post(`/me/bookings/${booking}/cancel`, {}));
    else if (ending < 8 && (await redeem(counter, typedCode(page.text)))) {
      this.told.redeemed.add(booking);
      const used = { server, booking, session, resident, counter };
      for (const { status } of await somethingAfterUse(used, random)) this.#count(String(status));
    }
    return undefined;
  }

  async #timed(asked: Promise<Page>): Promise<Page> {
    const started_ms = performance.now();
    const page = await asked;
    this.took_ms.push(performance.now() - started_ms);
    const is_bare = page.status === 503 && !page.headers.has("retry-after");
    this.#count(is_bare ? "503 without retry-after" : String(page.status));
    return page;
  }

  #count(answer: string): void {
    this.answers.set(answer, (this.answers.get(answer) ?? 0) + 1);
  }
}
