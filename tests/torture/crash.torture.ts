import { setTimeout as sleep } from "node:timers/promises";
import { countIn, endCheck } from "#tests/support/end-check";
import { PayOffice } from "#tests/support/pay-office";
import { ProductServer } from "#tests/support/product-server";
import { ACCOUNTS_EACH_COUNT, Shoppers } from "#tests/support/shoppers";
import { testEngine } from "#tests/support/test-engine";
import { killAtEveryPoint, type PointFigures } from "./kill-at-points";
import { type Torture, torture } from "./torture";

const READY_WITHIN_MS = 5_000;
/** Between two purchases: what is sold in an hour of kills must be worked off in a minute. */
const PAUSE_MS = 250;
/** Trouble at the processor, all the while. */
const STRIPE_FAULTS = { before: 0.05, after: 0.03, cutBefore: 0.03, cutAfter: 0.03, rate429: 0.03 };

const DEFAULTS = {
  kills: 0,
  visitors: 30,
  points: false,
  times: 5,
};
/** Where `kills` is not set. */
const KILL_COUNTS = { sqlite: 200, postgres: 100 };

type Reached = { kills: number; slowest_ready_ms: number } & Partial<PointFigures>;

torture("crash", DEFAULTS, async (test) => {
  const { visitors } = test.options;
  const done = test.reached<Reached>() ?? { kills: 0, slowest_ready_ms: 0 };
  const server = await ProductServer.start({ residents: visitors * ACCOUNTS_EACH_COUNT });
  try {
    const shoppers = await Shoppers.start(server, { count: visitors, seed: test.seed, pause_ms: PAUSE_MS });
    const office = await PayOffice.start(server);
    await server.control("faults", { ...STRIPE_FAULTS, seed: test.seed % 1_000 });
    if (test.options.points) await killAtEveryPoint(test, server, done);
    else await killAtRandom(test, server, done);
    await server.control("faults", {});
    await sleep(2_000);
    await shoppers.stop();
    await office.stop();
    const { figures, faults } = await endCheck(server, shoppers.told);
    test.faults.push(...faults);
    if (done.slowest_ready_ms >= READY_WITHIN_MS) test.faults.push(`ready only after ${done.slowest_ready_ms} ms`);
    const paid_count = await countIn(server, "select count(*) as count from payout where state in ('paid','banked')");
    return { ...done, answers: Object.fromEntries(shoppers.answers), paid_count, ...figures };
  } finally {
    await server.stop();
  }
});

async function killAtRandom(test: Torture<typeof DEFAULTS>, server: ProductServer, done: Reached): Promise<void> {
  const kills_count = test.options.kills || KILL_COUNTS[testEngine()];
  while (done.kills < kills_count) {
    await sleep(50 + test.random.below(1_450));
    await server.kill();
    const ready_ms = Math.round(await server.restart());
    done.slowest_ready_ms = Math.max(done.slowest_ready_ms, ready_ms);
    done.kills += 1;
    test.reach(done);
  }
}
