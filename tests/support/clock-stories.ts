import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { countIn, endCheck } from "./end-check";
import { FakeClock } from "./fake-clock";
import { exportedEntries } from "./ledger-file";
import type { ProductServer } from "./product-server";
import { bookingOf, order } from "./shopping";
import { sessionOf, Visitor } from "./visitor";

/** One thing that happens to a clock: gives what was wrong afterwards. */
export type ClockStory = (server: ProductServer, clock: FakeClock) => Promise<string[]>;

const DAY_MS = 86_400_000;
const HOUR_S = 3_600;
const MINUTES_10_S = 600;
const UPKEEP_S = 320;
const DONE_WITHIN_MS = 20_000;
/** 2028-02-29 12:00 in the community's zone, and the last second of that day. */
const LEAP_NOON_MS = Date.UTC(2028, 1, 29, 4);
const LEAP_LAST_SECOND_MS = Date.UTC(2028, 1, 29, 15, 59, 59);

/** Every story on a server of its own that was started by its own clock. */
export const CLOCK_STORIES: Readonly<Record<string, ClockStory>> = {
  "ten minutes fast": async (server, clock) => {
    clock.shift(MINUTES_10_S);
    await server.kill();
    await server.restart();
    const faults = await refusesWebhooks(server);
    // the next look at the processor's list of events is due: nobody has to help
    clock.shift(MINUTES_10_S + UPKEEP_S);
    return [...faults, ...(await everythingPaid(server, 1))];
  },
  "ten minutes slow": async (server, clock) => {
    clock.shift(-MINUTES_10_S);
    await server.kill();
    await server.restart();
    await pay(server);
    return everythingPaid(server, 1);
  },
  "an hour back while it runs": async (server, clock) => {
    clock.shift(HOUR_S);
    await server.kill();
    await server.restart();
    await payAndLook(server);
    clock.shift(0);
    await sleep(1_500);
    await pay(server);
    return everythingPaid(server, 2);
  },
  "an hour back while it is away": async (server, clock) => {
    clock.shift(HOUR_S);
    await server.kill();
    await server.restart();
    await payAndLook(server);
    // killed: its lease was not given back
    await server.kill();
    clock.shift(0);
    await server.restart();
    await pay(server);
    return everythingPaid(server, 2);
  },
  "midnight of a leap day": async (server, clock) => {
    await clock.stopAt(LEAP_NOON_MS);
    await payAndLook(server);
    await clock.stopAt(LEAP_LAST_SECOND_MS);
    await payAndLook(server);
    await clock.stopAt(LEAP_LAST_SECOND_MS + 1_000);
    await payAndLook(server);
    const captured = (await exportedEntries(server)).filter(({ kind }) => kind === "payment_captured");
    const days = captured.map(({ booked_on }) => booked_on).join(" ");
    return days === "2028-02-29 2028-02-29 2028-03-01" ? [] : [`booked on ${days}`];
  },
  "expiry to the second, and ninety days": async (server, clock) => {
    await payAndLook(server);
    const until_ms = await validUntilMs(server);
    const faults: string[] = [];
    await clock.stopAt(until_ms - 1_000);
    await sleep(2_000);
    if ((await stateCount(server, "paid")) !== 1) faults.push("a voucher expired before its time");
    await clock.stopAt(until_ms);
    faults.push(...(await reaches(server, "expired", "refunded")));
    await clock.stopAt(Date.now() + 90 * DAY_MS);
    await payAndLook(server);
    return [...faults, ...(await reaches(server, "paid"))];
  },
  "a policy to the second": async (server, clock) => {
    const boundary_ms = await announcePolicy(server);
    await clock.stopAt(boundary_ms - 1_000);
    await payAndLook(server);
    await clock.stopAt(boundary_ms);
    await payAndLook(server);
    const old_count = await countIn(server, policyCount("general-merchant-2"));
    const new_count = await countIn(server, policyCount("clock-boundary"));
    return old_count === 1 && new_count === 1
      ? []
      : [`${old_count} bookings have the old policy, ${new_count} the new`];
  },
};

/** Tells one story, and what must hold after every one. */
export async function tellClockStory(server: ProductServer, name: string): Promise<string[]> {
  const faults = await (CLOCK_STORIES[name] as ClockStory)(server, new FakeClock(server));
  await server.control("clock", { now: null });
  const stamps = (await exportedEntries(server)).map(({ ts }) => ts);
  const backwards = stamps.filter((ts, index) => ts < (stamps[index - 1] ?? ""));
  if (backwards.length > 0) faults.push(`the journal's time went back ${backwards.length} times`);
  return [...faults, ...(await endCheck(server)).faults];
}

async function shopper(server: ProductServer): Promise<Visitor> {
  return Visitor.signedIn(server.origin, server.account("resident"));
}

/** Pays and never comes back: only the processor's events tell of it. */
async function pay(server: ProductServer): Promise<{ visitor: Visitor; page: string }> {
  const visitor = await shopper(server);
  const answer = await order(visitor, server.offer("voucher"));
  if (answer.status !== 303) throw new Error(`a booking was answered ${answer.status}`);
  const session = sessionOf(answer.headers.get("location"));
  await server.control(`checkout/${session}/pay`, { method: "card" });
  return { visitor, page: `/me/bookings/${await bookingOf(server, session)}?session_id=${session}` };
}

async function payAndLook(server: ProductServer): Promise<void> {
  const { visitor, page } = await pay(server);
  const { status, text } = await visitor.get(page);
  if (status !== 200 || !text.includes('data-voucher-state="issued"')) {
    throw new Error(`the page of a paid booking answered ${status}`);
  }
}

async function refusesWebhooks(server: ProductServer): Promise<string[]> {
  await pay(server);
  await sleep(3_000);
  const log = readFileSync(join(server.directory, "server.log"), "utf8");
  const is_refused = log.includes("a webhook was not signed by us or came too late");
  const known = await countIn(server, "select count(*) as count from stripe_event");
  return is_refused && known === 0 ? [] : [`a skewed clock refused no webhook (${known} events are known)`];
}

async function everythingPaid(server: ProductServer, count: number): Promise<string[]> {
  const started_ms = performance.now();
  while (performance.now() - started_ms < DONE_WITHIN_MS) {
    if ((await stateCount(server, "paid")) === count) return [];
    await sleep(200);
  }
  return [`${await stateCount(server, "paid")} of ${count} bookings were paid within ${DONE_WITHIN_MS} ms`];
}

async function reaches(server: ProductServer, ...states: string[]): Promise<string[]> {
  const started_ms = performance.now();
  while (performance.now() - started_ms < DONE_WITHIN_MS) {
    if ((await stateCount(server, ...states)) >= 1) return [];
    await sleep(200);
  }
  return [`no booking was ${states.join(" or ")} within ${DONE_WITHIN_MS} ms`];
}

function stateCount(server: ProductServer, ...states: string[]): Promise<number> {
  const list = states.map((state) => `'${state}'`).join(",");
  return countIn(server, `select count(*) as count from v_booking where state in (${list})`);
}

async function validUntilMs(server: ProductServer): Promise<number> {
  const text = "cast(strftime('%s', max(valid_until)) as integer)";
  const seconds = server.env.DATABASE_URL?.startsWith("file:")
    ? text
    : "cast(extract(epoch from max(valid_until)::timestamptz) as bigint)";
  return (await countIn(server, `select ${seconds} as count from booking`)) * 1_000;
}

function policyCount(id: string): string {
  return `select count(*) as count from booking where policy_json like '%"${id}"%'`;
}

/** Announces other rates for the harness's teahouse; gives the instant from which they hold. */
async function announcePolicy(server: ProductServer): Promise<number> {
  const first_ms = Date.now() + 20 * DAY_MS;
  const day = (at_ms: number) => new Date(at_ms).toISOString().slice(0, 10);
  const file = join(server.directory, "policies.csv");
  const columns =
    "key,tier,category,price_type,commission_percent,fund_percent,announced_on,effective_from,effective_to,minutes";
  writeFileSync(
    file,
    `${columns}\nclock-boundary,general_merchant,,,4.00,4.00,${day(Date.now())},${day(first_ms)},,minutes\n`,
  );
  const imported = await server.command("import", "policies", file);
  if (imported.code !== 0) throw new Error(`the policy was not imported: ${imported.stderr}`);
  return Date.parse(`${day(first_ms)}T00:00:00+08:00`);
}
