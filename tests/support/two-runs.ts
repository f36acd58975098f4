import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { dumpOf } from "#tests/support/database-dump";
import { untilQuiet } from "#tests/support/end-check";
import { exportedEntries } from "#tests/support/ledger-file";
import type { ExportedEntry } from "~/ledger/exported-entry";
import { openDatabase } from "~/platform/database.server";
import { type HeldBackProcessor, holdBack } from "./held-back-processor";
import type { ProcessorObject } from "./processor-lists";
import type { ProductServer } from "./product-server";
import { deliverEvent } from "./signed-webhook";
import { copyDatabase, testEngine } from "./test-engine";

const QUIET_WITHIN_MS = 120_000;

/**
 * The same events told twice to the same community: once in order, each once, and once as a test likes, from a copy of
 * the database. The processor's list of events cannot be read meanwhile: what is not delivered is not known.
 */
export async function twoRuns(server: ProductServer, record: () => Promise<ProcessorObject[]>): Promise<TwoRuns> {
  const processor = await holdBack(server.simulatorUrl, (method, path) => method === "GET" && isEventList(path));
  server.serverVariables = { STRIPE_API_BASE: processor.url };
  await server.terminate();
  await server.restart();
  const events = await record();
  await server.terminate();
  const copy = await copyOfDatabase(server);
  await server.restart();
  return new TwoRuns({ server, events, copy, processor });
}

type Parts = {
  server: ProductServer;
  events: ProcessorObject[];
  copy: { url: string; drop(): Promise<void> };
  processor: HeldBackProcessor;
};

class TwoRuns {
  readonly events: readonly ProcessorObject[];
  readonly #parts: Parts;
  #first: string[] = [];
  #second: string[] = [];

  constructor(parts: Parts) {
    this.events = parts.events;
    this.#parts = parts;
  }

  /** The first run: in order, each once. */
  async inOrder(): Promise<void> {
    const { server } = this.#parts;
    for (const event of this.events) {
      const status = await deliverEvent(server, event);
      if (status !== 200) throw new Error(`${event.id} was answered ${status}`);
    }
    this.#first = await this.#journal();
  }

  /** The second run, on the copy. */
  async again<T>(deliver: () => Promise<T>): Promise<T> {
    const { server, copy } = this.#parts;
    await server.terminate();
    server.env.DATABASE_URL = copy.url;
    await server.restart();
    const delivered = await deliver();
    this.#second = await this.#journal();
    return delivered;
  }

  /** What one journal says and the other does not. */
  differences(): string[] {
    const [first, second] = [new Set(this.#first), new Set(this.#second)];
    const missing = this.#first.filter((entry) => !second.has(entry));
    const more = this.#second.filter((entry) => !first.has(entry));
    return [...missing.map((entry) => `missing: ${entry}`), ...more.map((entry) => `only then: ${entry}`)].slice(0, 20);
  }

  /** The tables in which a text stands that must stand nowhere. */
  async traces(text: string): Promise<string[]> {
    const db = openDatabase(this.#parts.server.env.DATABASE_URL ?? "");
    const dump = await dumpOf(db);
    await db.destroy();
    const traced = Object.keys(dump).filter((table) => JSON.stringify(dump[table]).includes(text));
    return traced.map((table) => `${table} holds ${text}`);
  }

  /** Lets the product see everything again. The copy stays its database. */
  async release(): Promise<void> {
    const { server, processor } = this.#parts;
    server.serverVariables = {};
    await server.terminate();
    await server.restart();
    await processor.close();
  }

  async #journal(): Promise<string[]> {
    const { server } = this.#parts;
    if ((await untilQuiet(server, QUIET_WITHIN_MS)) === undefined) throw new Error("the inbox was not emptied");
    const entries = await exportedEntries(server);
    const idems = new Map(entries.map(({ id, idem }) => [id, idem]));
    return entries.map((entry) => comparable(entry, idems)).sort();
  }
}

/** An entry without what depends on when it was written. It begins with its `idem`. */
function comparable(entry: ExportedEntry, idems: ReadonlyMap<string, string>): string {
  const { idem, seq: _seq, id: _id, ts: _ts, booked_on: _on, prev: _prev, hash: _hash, reverses, ...rest } = entry;
  return JSON.stringify({ idem, ...rest, ...(reverses && { reverses: idems.get(reverses) }) });
}

function isEventList(path: string): boolean {
  return /^\/v1\/events(\?|$)/.test(path);
}

async function copyOfDatabase(server: ProductServer): Promise<Parts["copy"]> {
  const url = server.env.DATABASE_URL ?? "";
  if (testEngine() === "postgres") return copyDatabase(url);
  const file = join(server.directory, "copy.sqlite");
  copyFileSync(url.replace("file:", ""), file);
  return { url: `file:${file}`, drop: async () => undefined };
}
