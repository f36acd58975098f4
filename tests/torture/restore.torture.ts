import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { expect } from "vitest";
import { runCommand } from "#tests/support/command-line";
import { ProductServer } from "#tests/support/product-server";
import { SeededRandom } from "#tests/support/seeded-random";
import { ownDatabase } from "#tests/support/test-engine";
import { sessionOf, Visitor } from "#tests/support/visitor";
import { listEntries } from "~/ledger/ledger.queries.server";
import { type Database, openDatabase } from "~/platform/database.server";
import { torture } from "./torture";

const DEFAULTS = {
  visitors: 8,
};
/** A visitor who has booked as often as one account may goes on as somebody else. */
const ACCOUNTS_EACH_COUNT = 12;
const LOAD_BEFORE_MS = 8_000;
const LOAD_AFTER_MS = 8_000;
const LIMIT_MS = 300_000;
const ROUND_LIMIT_COUNT = 30;

/** A backup made under load, restored elsewhere, has every fen of the processor's books within five minutes. */
torture("restore", DEFAULTS, async ({ options, seed }) => {
  const { visitors } = options;
  const server = await ProductServer.start({ residents: visitors * ACCOUNTS_EACH_COUNT });
  const directory = mkdtempSync(join(tmpdir(), "shangju-restored-"));
  const elsewhere = await ownDatabase(directory);
  try {
    const file = join(directory, "community.backup");
    const backup_ms = await backUpUnderLoad(server, file, { visitors, seed });
    await server.terminate();
    const started_ms = performance.now();
    const run = (...command: string[]) =>
      runCommand({ cwd: directory, env: { ...server.env, DATABASE_URL: elsewhere.url } }, ...command);
    expect(await run("restore", "--from", file)).toMatchObject({ code: 0 });
    const restore_ms = performance.now() - started_ms;
    const db = openDatabase(elsewhere.url);
    try {
      const restored_count = (await listEntries(db.read, 1, 1_000_000)).length;
      await untilCaughtUp(db, server, run);
      const drill_ms = performance.now() - started_ms;
      expect(await run("ledger:verify")).toMatchObject({ code: 0 });
      const figures = await compareBooks(db, server);
      const times = { backup_ms, restore_ms, drill_ms };
      const rounded = Object.entries(times).map(([name, ms]) => [name, Math.round(ms)] as const);
      const sizes = { backup_bytes: statSync(file).size, restored_entries: restored_count };
      expect(drill_ms).toBeLessThan(LIMIT_MS);
      expect(figures.entries).toBeGreaterThan(restored_count);
      return { ...Object.fromEntries(rounded), ...sizes, ...figures };
    } finally {
      await db.destroy();
    }
  } finally {
    await server.stop();
    await elsewhere.drop();
    rmSync(directory, { recursive: true, force: true });
  }
});

/** Gives how long the backup took; people went on before, meanwhile and afterwards. */
async function backUpUnderLoad(
  server: ProductServer,
  file: string,
  { visitors, seed }: { visitors: number; seed: number },
): Promise<number> {
  const load = { is_on: true };
  const residents = server.harness.accounts.filter(({ role }) => role === "resident");
  const buying = Array.from({ length: visitors }, (_, index) => {
    const accounts = residents.filter((_account, position) => position % visitors === index);
    return buyWhile(load, { server, accounts, random: new SeededRandom(seed + index) });
  });
  await sleep(LOAD_BEFORE_MS);
  const started_ms = performance.now();
  expect(await server.command("backup", "--out", file)).toMatchObject({ code: 0 });
  const backup_ms = performance.now() - started_ms;
  await sleep(LOAD_AFTER_MS);
  load.is_on = false;
  await Promise.all(buying);
  await server.control("settle");
  return backup_ms;
}

type Buyer = {
  server: ProductServer;
  accounts: readonly { email: string; password: string }[];
  random: SeededRandom;
};

async function buyWhile(load: { is_on: boolean }, { server, accounts, random }: Buyer): Promise<void> {
  let turn = 0;
  let resident: Visitor | undefined;
  while (load.is_on) {
    const account = accounts[turn % accounts.length];
    if (!account) throw new Error("a visitor has no account");
    resident ??= await Visitor.signedIn(server.origin, account);
    const answer = await resident.book(server.offer("voucher"));
    if (answer.status === 303) await payOrLeave(server, resident, answer.headers.get("location"), random);
    else {
      turn += 1;
      resident = undefined;
    }
  }
}

/** One in five pays by a wallet that is slow, one in five leaves, one in four gives the voucher back. */
async function payOrLeave(server: ProductServer, resident: Visitor, location: string | null, random: SeededRandom) {
  const session = sessionOf(location);
  const choice = random.below(5);
  if (choice === 0) return;
  await server.control(`checkout/${session}/pay`, { method: choice === 1 ? "wallet-later" : "card" });
  if (random.below(4) > 0) return;
  const page = await resident.get("/me/bookings");
  const booking = /\/me\/bookings\/([0-9A-Za-z-]+)/.exec(page.text)?.[1];
  if (booking) await resident.post(`/me/bookings/${booking}/cancel`, {});
}

type Run = (...command: string[]) => Promise<{ code: number; stdout: string; stderr: string }>;

/** Runs what is due until nothing is left: missed events are fetched, and what they lead to is sent and heard of. */
async function untilCaughtUp(db: Database, server: ProductServer, run: Run): Promise<void> {
  for (let round = 0; round < ROUND_LIMIT_COUNT; round += 1) {
    const { code, stdout } = await run("jobs:run", "--once");
    expect(code).toBe(0);
    await server.control("settle");
    const { missed_events } = JSON.parse(stdout) as { missed_events: number };
    if (missed_events === 0 && (await countIn(db, WAITING)) === 0) return;
    await sleep(500);
  }
  throw new Error(`something still waits after ${ROUND_LIMIT_COUNT} rounds`);
}

const WAITING =
  "select (select count(*) from outbox where state in ('ready','sent')) + (select count(*) from stripe_event where state = 'received') as count";
const DEAD =
  "select (select count(*) from outbox where state = 'dead') + (select count(*) from stripe_event where state = 'dead') as count";
const OVERSOLD = "select count(*) as count from v_slot where held + sold > capacity";

/** Every charge and refund of the processor has its one entry, and its balance is ours. */
async function compareBooks(db: Database, server: ProductServer) {
  const entries = await listEntries(db.read, 1, 1_000_000);
  const captures = entries.filter(({ kind }) => kind === "payment_captured" || kind === "payment_surplus");
  const charges = (await listAt(server, "charges")).filter(({ status }) => status === "succeeded");
  expect(captures.map(({ stripe }) => stripe.charge).sort()).toEqual(charges.map(({ id }) => id).sort());
  const returned = entries.filter(({ idem }) => idem.startsWith("refund:"));
  const refunds = await listAt(server, "refunds");
  expect(returned.map(({ stripe }) => stripe.refund).sort()).toEqual(refunds.map(({ id }) => id).sort());
  const transactions = await listAt(server, "balance_transactions");
  const net_minor = transactions.reduce((sum, { net = 0 }) => sum + net, 0);
  const stripe_postings = entries
    .flatMap(({ postings }) => postings)
    .filter(({ account }) => account === "assets:stripe");
  expect(stripe_postings.reduce((sum, { amount }) => sum + amount, 0)).toBe(net_minor);
  expect({ dead: await countIn(db, DEAD), oversold: await countIn(db, OVERSOLD) }).toEqual({ dead: 0, oversold: 0 });
  const stray = captures.filter(({ memo }) => memo !== undefined);
  return { entries: entries.length, charges: charges.length, refunds: refunds.length, stray: stray.length, net_minor };
}

type Told = { id: string; status?: string; net?: number };

async function listAt(server: ProductServer, kind: string): Promise<Told[]> {
  const told: Told[] = [];
  for (let after = ""; ; ) {
    const answer = await fetch(`${server.simulatorUrl}/v1/${kind}?limit=100${after}`, {
      headers: { authorization: `Bearer ${server.env.STRIPE_SECRET_KEY}` },
    });
    const page = (await answer.json()) as { data: Told[]; has_more: boolean };
    told.push(...page.data);
    const last = page.data.at(-1);
    if (!page.has_more || !last) return told;
    after = `&starting_after=${last.id}`;
  }
}

async function countIn({ read }: Database, statement: string): Promise<number> {
  const { rows } = await sql.raw<{ count: number }>(statement).execute(read);
  return Number(rows[0]?.count ?? -1);
}
