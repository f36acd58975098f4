import { expect, test } from "vitest";
import { seedDemo } from "#db/profiles/demo-profile";
import { aStripe, servicesOf } from "#tests/support/a-stripe";
import { ZONE } from "#tests/support/builders";
import { aDatabase } from "#tests/support/test-database";
import { listBookingsOf } from "~/bookings/bookings.queries.server";
import { runEveryQueue } from "~/jobs/run-every-queue.server";
import { runReconciliation } from "~/jobs/run-reconciliation.server";
import { addDays, calendarDay, startOfDay } from "~/kernel/calendar-day";
import { exportLedger } from "~/ledger/export-ledger.server";
import { findPersonByEmail } from "~/members/members.queries.server";
import type { Database } from "~/platform/database.server";

const MONDAY = calendarDay("2026-11-16");
const SEED_LIMIT_MS = 60_000;

// every day of the week was played once by hand: these three meet the weekly schedules differently
test.each([0, 3, 6])(
  "the demo can be played %i days after a Monday",
  async (days) => {
    const db = await seeded(addDays(MONDAY, days));
    const lin = await findPersonByEmail(db.read, "lin-xiaoyu@example.com");
    const states = (await listBookingsOf(db.read, lin?.id ?? "")).map(({ state }) => state);
    expect(states).toEqual(expect.arrayContaining(["paid", "redeemed", "settled", "refunded"]));
  },
  SEED_LIMIT_MS,
);

test(
  "a month of it holds payouts, the fund's account and disputes, and agrees with the processor",
  async () => {
    const { db, services, now } = await played(MONDAY, 30);
    const kinds = new Set((await db.read.selectFrom("journal_entry").select("kind").execute()).map(({ kind }) => kind));
    const wanted = ["payout", "merchant_paid", "fund_sent", "fund_banked", "dispute_opened", "refund", "expiry_refund"];
    expect(wanted.filter((kind) => !kinds.has(kind))).toEqual([]);
    const run = { run_id: "of-the-test", pauses_ms: [], runDue: () => runEveryQueue(services, now) };
    expect(await runReconciliation(services, run)).toMatchObject({ state: "agrees" });
  },
  2 * SEED_LIMIT_MS,
);

test(
  "the same day gives the same journal to the byte",
  async () => {
    const [first, second] = [await seeded(MONDAY), await seeded(MONDAY)];
    expect(await journalOf(second)).toBe(await journalOf(first));
  },
  2 * SEED_LIMIT_MS,
);

async function seeded(today: typeof MONDAY): Promise<Database> {
  return (await played(today, 0)).db;
}

async function played(today: typeof MONDAY, history_days: number) {
  const db = await aDatabase();
  const now = startOfDay(today, ZONE);
  const services = servicesOf(db, await aStripe(), now);
  await seedDemo(services, { today, history_days }, () => {});
  return { db, services, now };
}

async function journalOf({ read }: Database): Promise<string> {
  let text = "";
  for await (const line of exportLedger(read)) text += line;
  return text;
}
