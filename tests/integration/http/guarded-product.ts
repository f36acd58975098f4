import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { dumpOf } from "#tests/support/database-dump";
import { ProductServer } from "#tests/support/product-server";
import { type Page, Visitor } from "#tests/support/visitor";
import { addMs, MINUTE_MS } from "~/kernel/instant";
import { systemClock } from "~/platform/clock.server";
import { type Database, openDatabase } from "~/platform/database.server";
import { keyedHash } from "~/platform/keyed-hash.server";

/** What people are told: a minute of the day. */
const WHEN = /在 \d\d:\d\d 之后再试/;

/** The product behind a proxy it trusts, so that every visitor can come from an address of their own. */
export class GuardedProduct {
  readonly server: ProductServer;
  readonly db: Database;
  #address_count = 0;

  private constructor(server: ProductServer) {
    this.server = server;
    this.db = openDatabase(server.env.DATABASE_URL ?? "");
  }

  static async start(): Promise<GuardedProduct> {
    return new GuardedProduct(await ProductServer.start({ variables: { TRUST_PROXY: "1" } }));
  }

  async stop(): Promise<void> {
    await this.db.destroy();
    await this.server.stop();
  }

  /** An address nobody has used yet. */
  freshAddress(): string {
    this.#address_count += 1;
    return `198.18.${this.#address_count >> 8}.${this.#address_count & 255}`;
  }

  visitor(address = this.freshAddress()): Visitor {
    return new Visitor(this.server.origin, { "x-forwarded-for": address });
  }

  /** Somebody who signed in with their password, from an address of their own. */
  async signedIn(account: { email: string; password: string }): Promise<Visitor> {
    const visitor = this.visitor();
    const { email, password } = account;
    expect((await visitor.post("/sign-in", { email, password })).status).toBe(303);
    return visitor;
  }

  /** Every row but the limits' and the worker's own. */
  async business(): Promise<Record<string, unknown[]>> {
    const { rate_limit, lease, ...rest } = await dumpOf(this.db);
    return rest;
  }

  /** Ends every open window, as waiting would. */
  async letTimePass(): Promise<void> {
    await this.db.write.updateTable("rate_limit").set({ expires_at: "2020-01-01T00:00:00.000Z" }).execute();
  }

  /** Fills one limit for `subject`, as very many tries would. */
  async fill(limit: string, subject: string): Promise<void> {
    const key = keyedHash(this.server.env.SESSION_SECRET ?? "", "rate-limit", `${limit}\n${subject}`).toString("hex");
    const now = systemClock();
    const row = { hit_count: 1_000_000, window_started_at: now, expires_at: addMs(now, 10 * MINUTE_MS) };
    await this.db.write
      .insertInto("rate_limit")
      .values({ key, ...row })
      .onConflict((conflict) => conflict.column("key").doUpdateSet(row))
      .execute();
  }

  /** How often the log says that a limit was reached. */
  alarmCount(limit: string): number {
    const lines = readFileSync(join(this.server.directory, "server.log"), "utf8").split("\n");
    return lines.filter((line) => line.includes("a rate limit was reached") && line.includes(`"${limit}"`)).length;
  }
}

/** Sends all of `tries`, several at a time; gives how many were answered with each status. */
export async function tally(tries: readonly (() => Promise<Page>)[], at_once = 8): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  const waiting = [...tries];
  const work = async () => {
    for (let send = waiting.shift(); send; send = waiting.shift()) {
      const { status } = await send();
      counts[status] = (counts[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: at_once }, work));
  return counts;
}

export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** 429, when to come back, and a sentence that says so. */
export function expectLimited(page: Page, at_most_s: number): void {
  const retry_after_s = Number(page.headers.get("retry-after"));
  expect({ status: page.status, isTold: WHEN.test(page.text) }).toEqual({ status: 429, isTold: true });
  expect(retry_after_s).toBeGreaterThan(0);
  expect(retry_after_s).toBeLessThanOrEqual(at_most_s);
}
