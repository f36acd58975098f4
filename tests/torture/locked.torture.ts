import { setTimeout as sleep } from "node:timers/promises";
import { endCheck } from "#tests/support/end-check";
import { backUpFor, holdLock } from "#tests/support/locked-database";
import { watchPages } from "#tests/support/page-watch";
import { percentile } from "#tests/support/percentile";
import { ProductServer } from "#tests/support/product-server";
import { ACCOUNTS_EACH_COUNT, Shoppers } from "#tests/support/shoppers";
import { signedInVisitors } from "#tests/support/signed-in-visitors";
import type { Visitor } from "#tests/support/visitor";
import { torture } from "./torture";

const DEFAULTS = {
  seconds: 30,
  rounds: 2,
  visitors: 10,
};
const FORESEEN = ["200", "303", "409", "429", "503"];

torture("locked", DEFAULTS, async ({ options, seed, faults }) => {
  const { visitors: count, seconds, rounds } = options;
  const server = await ProductServer.start({ residents: count * ACCOUNTS_EACH_COUNT + 1 });
  try {
    const [reader] = await signedInVisitors(
      server,
      server.harness.accounts.filter(({ role }) => role === "resident").slice(-1),
    );
    const shoppers = await Shoppers.start(server, { count, seed, pause_ms: 100 });
    const refusedSoFar = () => shoppers.answers.get("503") ?? 0;
    const refused: number[] = [];
    const watch = watchPages(reader as Visitor);
    for (let round = 0; round < rounds; round += 1) {
      await sleep(2_000);
      const before = refusedSoFar();
      await holdLock(server, seconds * 1_000);
      refused.push(refusedSoFar() - before);
    }
    await sleep(2_000);
    const before_backups = refusedSoFar();
    const backups = await backUpFor(server, seconds * 1_000);
    const refused_during_backups = refusedSoFar() - before_backups;
    await shoppers.stop();
    const pages = await watch.end();
    if (refused.some((each) => each === 0)) faults.push("nothing was refused while the database was locked");
    faults.push(
      ...[...shoppers.answers.keys()].filter((answer) => !FORESEEN.includes(answer)).map((odd) => `answered: ${odd}`),
    );
    faults.push(...new Set(pages.odd));
    const checked = await endCheck(server, shoppers.told);
    faults.push(...checked.faults);
    const answers = Object.fromEntries(shoppers.answers);
    const slowest_answer_ms = percentile(shoppers.took_ms, 1);
    const page_times = { p99_ms: pages.p99_ms, slowest_ms: pages.slowest_ms };
    return {
      refused,
      backups,
      refused_during_backups,
      answers,
      slowest_answer_ms,
      pages: page_times,
      ...checked.figures,
    };
  } finally {
    await server.stop();
  }
});
