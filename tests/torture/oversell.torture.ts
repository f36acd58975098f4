import { setTimeout as sleep } from "node:timers/promises";
import { countIn, endCheck } from "#tests/support/end-check";
import { percentile } from "#tests/support/percentile";
import { cpuMs } from "#tests/support/processes";
import { ProductServer } from "#tests/support/product-server";
import { type RushedAnswer, rush, sessionsOf } from "#tests/support/rush";
import { severalAtATime } from "#tests/support/shopping";
import { signedInVisitors } from "#tests/support/signed-in-visitors";
import type { Visitor } from "#tests/support/visitor";
import { openDatabase } from "~/platform/database.server";
import { type Torture, torture } from "./torture";

const SEAT_COUNT = 50;
/** The calendar of one server holds so many untouched slots; then the next one is started. */
const ROUNDS_EACH_COUNT = 10;
const ANSWERED_WITHIN_MS = 3_000;
const PAID_WITHIN_MS = 60_000;

const DEFAULTS = {
  rounds: 20,
  buyers: 500,
};
/** Odd rounds sell single seats, even ones a mixture. */
const MIXED = [1, 2, 3, 4];

/**
 * `cpu_ms` is what the server's process used for each round's answers, however busy the machine was with other things.
 * `cold_ms` are the answers of a server's first round, whose code no compiler has seen yet.
 */
type Reached = { rounds: number; took_ms: number[]; cold_ms: number[]; sold: number[]; cpu_ms: number[] };

torture("oversell", DEFAULTS, async (test) => {
  const done = test.reached<Reached>() ?? { rounds: 0, took_ms: [], cold_ms: [], sold: [], cpu_ms: [] };
  const checks: Record<string, number>[] = [];
  while (done.rounds < test.options.rounds) checks.push(await sellOnOneServer(test, done));
  const p99_ms = percentile(done.took_ms, 0.99);
  if (p99_ms >= ANSWERED_WITHIN_MS) test.faults.push(`p99 of the answers is ${p99_ms} ms`);
  return {
    answers: done.took_ms.length + done.cold_ms.length,
    sold: done.sold,
    server_cpu_ms: done.cpu_ms,
    p50_ms: percentile(done.took_ms, 0.5),
    p99_ms,
    slowest_ms: percentile(done.took_ms, 1),
    cold_p99_ms: percentile(done.cold_ms, 0.99),
    checks,
  };
});

async function sellOnOneServer(test: Torture<typeof DEFAULTS>, done: Reached): Promise<Record<string, number>> {
  const server = await ProductServer.start({ residents: test.options.buyers });
  try {
    const residents = server.harness.accounts.filter(({ role }) => role === "resident");
    const buyers = await signedInVisitors(server, residents);
    // nobody sends a form that they were not shown
    await severalAtATime(buyers, 10, async (buyer) => {
      await buyer.get(`/offers/${server.offer("slot50").id}/book?slot=${server.offer("slot50").slot_id}`);
    });
    for (const [index, slot_id] of (await untouchedSlots(server)).entries()) {
      if (done.rounds === test.options.rounds) break;
      await sellOut(test, server, { buyers, slot_id, done, times: index === 0 ? done.cold_ms : done.took_ms });
    }
    const { figures, faults } = await endCheck(server);
    test.faults.push(...faults);
    return figures;
  } finally {
    await server.stop();
  }
}

/** `times` takes how long each answer took. */
type Sale = { buyers: readonly Visitor[]; slot_id: string; done: Reached; times: number[] };

async function sellOut(
  test: Torture<typeof DEFAULTS>,
  server: ProductServer,
  { buyers, slot_id, done, times }: Sale,
): Promise<void> {
  const round = done.rounds + 1;
  const is_single = round % 2 === 1;
  const quantities = is_single ? [1] : buyers.map(() => MIXED[test.random.below(MIXED.length)] ?? 1);
  const before_ms = cpuMs(server.pid);
  const answers = await rush(buyers, { offer: server.offer("slot50"), slot_id, quantities });
  done.cpu_ms.push(cpuMs(server.pid) - before_ms);
  const sessions = sessionsOf(answers);
  await Promise.all(sessions.map((session) => server.control(`checkout/${session}/pay`, { method: "card" })));
  await untilPaid(server);
  const [sold, held] = await Promise.all([seatsOf(server, slot_id, "sold"), seatsOf(server, slot_id, "held")]);
  test.faults.push(...judge({ answers, sold, held, is_single }).map((fault) => `round ${round}: ${fault}`));
  done.rounds = round;
  done.sold.push(sold);
  times.push(...answers.map(({ took_ms }) => Math.ceil(took_ms)));
  test.reach(done);
}

type Round = { answers: readonly RushedAnswer[]; sold: number; held: number; is_single: boolean };

function judge({ answers, sold, held, is_single }: Round): string[] {
  const taken = answers.filter(({ page }) => page.status === 303).reduce((sum, { quantity }) => sum + quantity, 0);
  const odd = answers.map(({ page }) => page.status).filter((status) => status !== 303 && status !== 409);
  return [
    ...(odd.length > 0 ? [`answers ${[...new Set(odd)].join(", ")}: ${odd.length}`] : []),
    ...(sold > SEAT_COUNT || (is_single && sold !== SEAT_COUNT) ? [`${sold} seats were sold`] : []),
    ...(taken === sold && held === 0 ? [] : [`${taken} seats were promised, ${sold} are sold, ${held} are held`]),
  ];
}

async function untilPaid(server: ProductServer): Promise<void> {
  const waiting_since_ms = performance.now();
  while (performance.now() - waiting_since_ms < PAID_WITHIN_MS) {
    if ((await countIn(server, "select count(*) as count from booking where state in ('held','paying')")) === 0) return;
    await sleep(100);
  }
}

function seatsOf(server: ProductServer, slot_id: string, column: "sold" | "held"): Promise<number> {
  return countIn(server, `select ${column} as count from v_slot where slot_id = '${slot_id}'`);
}

async function untouchedSlots(server: ProductServer): Promise<string[]> {
  const db = openDatabase(server.env.DATABASE_URL ?? "");
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  const slots = await db.read
    .selectFrom("slot")
    .select("id")
    .where("offer_id", "=", server.offer("slot50").id)
    .where("starts_at", ">", soon)
    .orderBy("starts_at")
    .limit(ROUNDS_EACH_COUNT)
    .execute();
  await db.destroy();
  return slots.map(({ id }) => id);
}
