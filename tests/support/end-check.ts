import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { exportedEntries } from "#tests/support/ledger-file";
import type { ProductServer } from "#tests/support/product-server";
import type { ExportedEntry } from "~/ledger/exported-entry";
import { openDatabase } from "~/platform/database.server";
import { listAtProcessor } from "./processor-lists";

/** What residents were told and must find again, by booking. */
export type Acknowledged = { booked: Set<string>; redeemed: Set<string> };
type EndCheck = { figures: Record<string, number>; faults: string[] };

const QUIET_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 200;
const REFUND_KINDS = ["refund", "expiry_refund", "surplus_refund"];

const WAITING =
  "select (select count(*) from outbox where state in ('ready','sent')) + (select count(*) from stripe_event where state = 'received') as count";
/** How many rows of each kind there are that must not be. */
const NEVER: Record<string, string> = {
  oversold_slots: "select count(*) as count from v_slot where held + sold > capacity or held < 0 or sold < 0",
  overdrawn_quotas: "select count(*) as count from v_quota where held + sold > quota",
  dead_outbox_rows: "select count(*) as count from outbox where state = 'dead'",
  dead_events: "select count(*) as count from stripe_event where state = 'dead'",
  wrong_tallies: `select count(*) as count from resident_tally t where unpaid_count <> (select count(*) from booking b
    where b.resident_id = t.resident_id and state in ('held','paying'))`,
};

/**
 * What must hold after every long test: journal sound and equal to what the processor knows, nothing sold, paid or
 * redeemed twice, nothing acknowledged lost, and nothing waiting any more within a minute. Gives what it found wrong.
 */
export async function endCheck(
  server: ProductServer,
  told: Acknowledged = { booked: new Set(), redeemed: new Set() },
  { quietWithinMs = QUIET_WITHIN_MS } = {},
): Promise<EndCheck> {
  const faults: string[] = [];
  await server.control("settle");
  const quiet_ms = await untilQuiet(server, quietWithinMs);
  if (quiet_ms === undefined) faults.push(`inbox and outbox were not empty within ${quietWithinMs} ms`);
  for (const command of commandsThatJudge()) {
    const { code, stdout, stderr } = await server.command(command, "--json");
    if (code !== 0) faults.push(`${command} exited ${code}: ${(stdout + stderr).slice(0, 2_000)}`);
  }
  const entries = await exportedEntries(server);
  const compared = await compareWithProcessor(server, entries);
  faults.push(...compared.faults, ...judgeEntries(entries, told));
  for (const [name, statement] of Object.entries(NEVER)) {
    const count = await countIn(server, statement);
    if (count > 0) faults.push(`${name}: ${count}`);
  }
  const counts = { acknowledged: told.booked.size, acknowledged_redeemed: told.redeemed.size };
  return { figures: { quiet_ms: quiet_ms ?? -1, entries: entries.length, ...compared.figures, ...counts }, faults };
}

/** Waits until inbox and outbox are empty; gives how long that took, or undefined where it took too long. */
export async function untilQuiet(server: ProductServer, within_ms: number): Promise<number | undefined> {
  const started_ms = performance.now();
  while (performance.now() - started_ms < within_ms) {
    if ((await countIn(server, WAITING)) === 0) return Math.round(performance.now() - started_ms);
    await sleep(LOOK_EVERY_MS);
  }
  return undefined;
}

/** The one number that a statement gives, read beside the running server. */
export async function countIn(server: ProductServer, statement: string): Promise<number> {
  const db = openDatabase(server.env.DATABASE_URL ?? "");
  try {
    const { rows } = await sql.raw<{ count: number }>(statement).execute(db.read);
    return Number(rows[0]?.count ?? -1);
  } finally {
    await db.destroy();
  }
}

/** The product's own judges; the processor is asked as well where there is a command for it. */
function commandsThatJudge(): string[] {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
  return ["ledger:verify", "reconcile"].filter((name) => name in scripts);
}

async function compareWithProcessor(server: ProductServer, entries: readonly ExportedEntry[]): Promise<EndCheck> {
  const charges = (await listAtProcessor(server, "charges")).filter(({ status }) => status === "succeeded");
  const refunds = await listAtProcessor(server, "refunds");
  const transactions = await listAtProcessor(server, "balance_transactions");
  const captures = entries.filter(({ kind }) => kind === "payment_captured" || kind === "payment_surplus");
  const returns = entries.filter(({ kind }) => REFUND_KINDS.includes(kind));
  const net_minor = transactions.reduce((sum, { net = 0 }) => sum + net, 0);
  const stripe_minor = sumOf(entries, (account) => account === "assets:stripe");
  const faults = [
    ...oneToOne(
      "charge",
      idsOf(charges),
      captures.map((entry) => entry.stripe.charge ?? ""),
    ),
    ...oneToOne(
      "refund",
      idsOf(refunds),
      returns.map((entry) => entry.stripe.refund ?? ""),
    ),
    ...(net_minor === stripe_minor ? [] : [`the processor holds ${net_minor}, assets:stripe says ${stripe_minor}`]),
  ];
  return { figures: { charges: charges.length, refunds: refunds.length, stripe_minor }, faults };
}

function judgeEntries(entries: readonly ExportedEntry[], told: Acknowledged): string[] {
  const paid = entries.filter(({ kind }) => kind === "payment_captured").map(({ booking }) => booking ?? "");
  const served = entries.filter(({ kind }) => kind === "voucher_redeemed");
  const undone = entries.filter(({ kind }) => kind === "redemption_undone");
  const left = new Set(undone.map(({ reverses }) => reverses));
  const standing = served.filter(({ id }) => !left.has(id)).map(({ voucher }) => voucher ?? "");
  const servedBookings = new Set(served.map(({ booking }) => booking));
  const sum_minor = sumOf(entries, () => true);
  return [
    ...(sum_minor === 0 ? [] : [`postings sum to ${sum_minor}`]),
    ...repeated(paid).map((booking) => `booking ${booking} was paid twice`),
    ...repeated(standing).map((voucher) => `voucher ${voucher} was redeemed twice`),
    ...[...told.booked].filter((id) => !paid.includes(id)).map((id) => `booking ${id} was told and is gone`),
    ...[...told.redeemed]
      .filter((id) => !servedBookings.has(id))
      .map((id) => `redemption of ${id} was told and is gone`),
  ];
}

function sumOf(entries: readonly ExportedEntry[], isCounted: (account: string) => boolean): number {
  const postings = entries.flatMap((entry) => entry.postings).filter(({ account }) => isCounted(account));
  return postings.reduce((sum, { amount }) => sum + amount, 0);
}

function oneToOne(what: string, theirs: readonly string[], ours: readonly string[]): string[] {
  return [
    ...repeated(ours).map((id) => `${what} ${id} has several entries`),
    ...theirs.filter((id) => !ours.includes(id)).map((id) => `${what} ${id} has no entry`),
    ...ours
      .filter((id) => !theirs.includes(id))
      .map((id) => `an entry names ${what} ${id}, which the processor has not`),
  ];
}

function repeated(ids: readonly string[]): string[] {
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}

function idsOf(objects: readonly { id: string }[]): string[] {
  return objects.map(({ id }) => id);
}
