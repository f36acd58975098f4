import { spawn, spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { endCheck } from "#tests/support/end-check";
import { end } from "#tests/support/processes";
import { ProductServer } from "#tests/support/product-server";
import { ACCOUNTS_EACH_COUNT, Shoppers } from "#tests/support/shoppers";
import { signedInVisitors } from "#tests/support/signed-in-visitors";
import { smallDisk } from "#tests/support/small-disk";
import { testEngine } from "#tests/support/test-engine";
import type { Visitor } from "#tests/support/visitor";
import { tryWithoutRoom, unforeseenCount, untilWritable } from "#tests/support/without-room";
import { type Figures, type Torture, torture } from "./torture";

const DEFAULTS = {
  rounds: 3,
  visitors: 4,
};
const OTHERS_COUNT = 40;
/** What strace makes of every write to the database's log, where strace is to be had. */
const INJECTED = ["ENOSPC", "EIO"];

torture("disk-full", DEFAULTS, async (test) => {
  if (testEngine() === "postgres") return { note: "PostgreSQL's own disk cannot be filled here: nothing was tried" };
  const disk = smallDisk();
  const { visitors } = test.options;
  const residents = visitors * ACCOUNTS_EACH_COUNT + OTHERS_COUNT;
  const server = await ProductServer.start({ residents, place: disk.directory });
  try {
    const people = server.harness.accounts.filter(({ role }) => role === "resident").slice(-OTHERS_COUNT);
    const others = await signedInVisitors(server, people);
    const shoppers = await Shoppers.start(server, { count: visitors, seed: test.seed, pause_ms: 200 });
    const rounds: Figures[] = [];
    for (let round = 0; round < test.options.rounds; round += 1) {
      await sleep(2_000);
      disk.fill(server.pid);
      const tried = await tryWithoutRoom(server, others);
      disk.free(server.pid);
      rounds.push(await closeRound(test, server, others, tried));
    }
    for (const error of hasStrace() ? INJECTED : []) {
      const stop = injectError(server, error);
      await sleep(1_000);
      const tried = await tryWithoutRoom(server, others);
      await stop();
      rounds.push({ error, ...(await closeRound(test, server, others, tried)) });
    }
    await shoppers.stop();
    const unforeseen = unforeseenCount(server);
    if (unforeseen > 0) test.faults.push(`${unforeseen} answers failed in a way nobody foresaw`);
    const checked = await endCheck(server, shoppers.told);
    test.faults.push(...checked.faults);
    const answers = Object.fromEntries(shoppers.answers);
    return { how: disk.how, strace: hasStrace(), rounds, answers, ...checked.figures };
  } finally {
    await server.stop();
    disk.remove();
  }
});

type Tried = Awaited<ReturnType<typeof tryWithoutRoom>>;

async function closeRound(
  test: Torture<typeof DEFAULTS>,
  server: ProductServer,
  [visitor]: readonly Visitor[],
  { faults, ...figures }: Tried,
): Promise<Figures> {
  const back_ms = await untilWritable(server, visitor as Visitor);
  if (back_ms < 0) faults.push("nothing could be written when there was room again");
  test.faults.push(...faults);
  return { ...figures, back_ms };
}

function hasStrace(): boolean {
  return spawnSync("strace", ["-V"], { stdio: "ignore" }).status === 0;
}

/** Lets every write to the database's log fail from now on; the function it gives ends that. */
function injectError(server: ProductServer, error: string): () => Promise<void> {
  const log = `${server.env.DATABASE_URL?.replace("file:", "")}-wal`;
  const calls = "pwrite64,fdatasync,fsync";
  const inject = ["-e", `trace=${calls}`, "-e", `inject=${calls}:error=${error}`];
  const strace = spawn("strace", ["-f", "-qq", "-P", log, ...inject, "-p", String(server.pid)], { stdio: "ignore" });
  return () => end(strace, "SIGINT");
}
