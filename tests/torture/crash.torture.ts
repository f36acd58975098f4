import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { expect, it } from "vitest";
import { exportedEntries } from "#tests/support/ledger-file";
import { ProductServer } from "#tests/support/product-server";
import { SeededRandom } from "#tests/support/seeded-random";
import { hiddenFields, sessionOf, Visitor } from "#tests/support/visitor";
import { openDatabase } from "~/platform/database.server";

const KILL_COUNT = Number(process.env.KILLS ?? "30");
const VISITOR_COUNT = 12;
/** A visitor who has booked as often as one account may goes on as somebody else. */
const ACCOUNTS_EACH_COUNT = 10;
const SEED = Number(process.env.SEED ?? "20261120");
const READY_WITHIN_MS = 5_000;
const QUIET_WITHIN_MS = 60_000;

/** What residents were told and must find again. */
type Acknowledged = { booked: Set<string>; redeemed: Set<string> };

it(`kill -9, ${KILL_COUNT} times under load: books balanced, nothing acknowledged lost, nothing charged twice`, async () => {
  const random = new SeededRandom(SEED);
  const server = await ProductServer.start({ residents: VISITOR_COUNT * ACCOUNTS_EACH_COUNT });
  const told: Acknowledged = { booked: new Set(), redeemed: new Set() };
  const load = { isOn: true };
  const buyers = server.harness.accounts.filter((account) => account.role === "resident");
  const working = Array.from({ length: VISITOR_COUNT }, (_, index) => {
    const accounts = buyers.filter((_account, position) => position % VISITOR_COUNT === index);
    return buyForever({ server, accounts, told, load, random: new SeededRandom(SEED + index) });
  });
  const slowest = { ready_ms: 0 };
  for (let kill = 0; kill < KILL_COUNT; kill += 1) {
    await sleep(50 + random.below(1_450));
    await server.kill();
    slowest.ready_ms = Math.max(slowest.ready_ms, await server.restart());
  }
  await sleep(2_000);
  load.isOn = false;
  await Promise.all(working);
  await server.control("settle");
  const quiet_ms = await untilQuiet(server);
  const figures = await checkBooks(server, told);
  process.stdout.write(
    `${JSON.stringify({ seed: SEED, kills: KILL_COUNT, slowest_ready_ms: Math.round(slowest.ready_ms), quiet_ms, ...figures })}\n`,
  );
  expect(slowest.ready_ms).toBeLessThan(READY_WITHIN_MS);
  await server.stop();
}, 900_000);

type Buyer = {
  server: ProductServer;
  accounts: { email: string; password: string }[];
  told: Acknowledged;
  load: { isOn: boolean };
  random: SeededRandom;
};

/** Books, pays, sometimes gives back or is served; a server that is gone is waited for, as people do. */
async function buyForever({ server, accounts, told, load, random }: Buyer): Promise<void> {
  let people: { resident: Visitor; cashier: Visitor } | undefined;
  while (load.isOn) {
    try {
      people ??= {
        resident: await Visitor.signedIn(server.origin, nextOf(accounts)),
        cashier: await Visitor.signedIn(server.origin, server.account("cashier")),
      };
      if ((await buyOnce(server, people, told, random)) === "limited") people = undefined;
    } catch {
      await sleep(30 + random.below(100));
    }
  }
}

async function buyOnce(
  server: ProductServer,
  { resident, cashier }: { resident: Visitor; cashier: Visitor },
  told: Acknowledged,
  random: SeededRandom,
): Promise<"limited" | undefined> {
  const answer = await resident.book(server.offer("voucher"));
  if (answer.status !== 303) {
    await sleep(50);
    return answer.status === 429 ? "limited" : undefined;
  }
  const session = sessionOf(answer.headers.get("location"));
  await server.control(`checkout/${session}/pay`, { method: random.below(5) === 0 ? "wallet-later" : "card" });
  const booking = await bookingOf(server, session);
  const page = await resident.get(`/me/bookings/${booking}?session_id=${session}`);
  if (page.status !== 200 || !page.text.includes('data-voucher-state="issued"')) return undefined;
  told.booked.add(booking);
  const choice = random.below(4);
  if (choice === 0) await resident.post(`/me/bookings/${booking}/cancel`, {});
  if (choice === 1) await redeem(cashier, typedCode(page.text), () => told.redeemed.add(booking));
  return undefined;
}

/** The first account, which then is the last in turn. */
function nextOf<T>(accounts: T[]): T {
  const [first] = accounts.splice(0, 1);
  if (first === undefined) throw new Error("a visitor has no account");
  accounts.push(first);
  return first;
}

async function redeem(cashier: Visitor, code: string, onServed: () => void): Promise<void> {
  const prepared = await cashier.get(`/merchant/redeem?code=${code}`);
  const answer = await cashier.post("/merchant/redeem", hiddenFields(prepared.text, "redeem-confirm"));
  if (answer.status === 200) onServed();
}

function typedCode(html: string): string {
  const shown = /data-testid="voucher-code"[^>]*>([\s\S]*?)<\/p>/.exec(html)?.[1] ?? "";
  return shown.replace(/<[^>]*>/g, "").replace(/\s/g, "");
}

async function bookingOf(server: ProductServer, session: string): Promise<string> {
  const response = await fetch(`${server.simulatorUrl}/v1/checkout/sessions/${session}`, {
    headers: { authorization: `Bearer ${server.env.STRIPE_SECRET_KEY}` },
  });
  return ((await response.json()) as { client_reference_id: string }).client_reference_id;
}

const WAITING =
  "select (select count(*) from outbox where state in ('ready','sent')) + (select count(*) from stripe_event where state = 'received') as count";
const WRONG_TALLIES =
  "select count(*) as count from resident_tally t where unpaid_count <> (select count(*) from booking b where b.resident_id = t.resident_id and state in ('held','paying'))";

/** Waits until inbox and outbox are empty; gives how long that took. */
async function untilQuiet(server: ProductServer): Promise<number> {
  const started_ms = performance.now();
  while (performance.now() - started_ms < QUIET_WITHIN_MS) {
    if ((await countIn(server, WAITING)) === 0) return Math.round(performance.now() - started_ms);
    await sleep(200);
  }
  throw new Error("inbox and outbox did not drain within 60 s");
}

async function checkBooks(server: ProductServer, told: Acknowledged) {
  const verified = await server.command("ledger:verify", "--json");
  expect(verified.stdout).toContain('"ok":true');
  expect(verified.code).toBe(0);
  const entries = await exportedEntries(server);
  const captures = entries.filter((entry) => entry.kind === "payment_captured" || entry.kind === "payment_surplus");
  const charges = await listCharges(server);
  expect(captures.map((entry) => entry.stripe.charge).sort()).toEqual(charges.sort());
  const paid = entries.filter((entry) => entry.kind === "payment_captured").map((entry) => entry.booking);
  expect(new Set(paid).size).toBe(paid.length);
  for (const booking of told.booked) expect(paid).toContain(booking);
  const served = entries.filter((entry) => entry.kind === "voucher_redeemed");
  for (const booking of told.redeemed) expect(served.map((entry) => entry.booking)).toContain(booking);
  expect(new Set(served.map((entry) => entry.voucher)).size).toBe(served.length);
  const wrong = {
    oversold: await countIn(server, "select count(*) as count from v_slot where held + sold > capacity"),
    dead: await countIn(server, "select count(*) as count from outbox where state = 'dead'"),
    wrong_tallies: await countIn(server, WRONG_TALLIES),
  };
  expect(wrong).toEqual({ oversold: 0, dead: 0, wrong_tallies: 0 });
  const balance = entries.flatMap((entry) => entry.postings).reduce((sum, posting) => sum + posting.amount, 0);
  expect(balance).toBe(0);
  return {
    entries: entries.length,
    charges: charges.length,
    acknowledged: told.booked.size,
    redeemed: told.redeemed.size,
  };
}

async function listCharges(server: ProductServer): Promise<string[]> {
  const ids: string[] = [];
  let after = "";
  for (;;) {
    const response = await fetch(`${server.simulatorUrl}/v1/charges?limit=100${after}`, {
      headers: { authorization: `Bearer ${server.env.STRIPE_SECRET_KEY}` },
    });
    const page = (await response.json()) as { data: { id: string; status: string }[]; has_more: boolean };
    ids.push(...page.data.filter((charge) => charge.status === "succeeded").map((charge) => charge.id));
    const last = page.data.at(-1);
    if (!page.has_more || !last) return ids;
    after = `&starting_after=${last.id}`;
  }
}

/** The one number that a statement gives, read beside the running server. */
async function countIn(server: ProductServer, statement: string): Promise<number> {
  const db = openDatabase(server.env.DATABASE_URL ?? "");
  const { rows } = await sql.raw<{ count: number }>(statement).execute(db.read);
  await db.destroy();
  return rows[0]?.count ?? -1;
}
