import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { ProductServer } from "#tests/support/product-server";
import type { Torture } from "./torture";

const PRELOADED = `--import=${pathToFileURL(resolve("tests/torture/kill-points.mjs")).href}`;
/** How long the load runs until the points it comes by are counted. */
const SURVEY_MS = 30_000;
const DIES_WITHIN_MS = 15_000;
const POINTS_AT_LEAST = 40;
/** A point is died at the first, second or third time it is met. */
const HITS_MOST_COUNT = 3;

/** `met`: the points there are; `died`: how often at which; `missed`: those that were never met again. */
export type PointFigures = { met: string[]; died: Record<string, number>; missed: string[] };
type Done = Partial<PointFigures> & { kills: number; slowest_ready_ms: number };

/** Kills the server at every point its load comes by, each several times. */
export async function killAtEveryPoint(
  test: Pick<Torture<{ times: number }>, "options" | "random" | "faults" | "reach">,
  server: ProductServer,
  done: Done,
): Promise<void> {
  const seen = join(server.directory, "points.txt");
  const startAt = async (at: Record<string, string>) => {
    server.serverVariables = { NODE_OPTIONS: PRELOADED, KILL_POINTS_SEEN: seen, ...at };
    await server.kill();
    const ready_ms = Math.round(await server.restart().catch(() => 0));
    done.slowest_ready_ms = Math.max(done.slowest_ready_ms, ready_ms);
  };
  await startAt({});
  await sleep(SURVEY_MS);
  const died = done.died ?? {};
  done.died = died;
  for (let round = 0; round < test.options.times; round += 1) {
    for (const point of pointsIn(seen)) {
      if ((died[point] ?? 0) > round) continue;
      await startAt({ KILL_AT: point, KILL_AT_HIT: String(1 + test.random.below(HITS_MOST_COUNT)) });
      if (!(await hasDied(server))) continue;
      died[point] = (died[point] ?? 0) + 1;
      done.kills += 1;
      test.reach(done);
    }
  }
  server.serverVariables = {};
  await server.kill();
  await server.restart();
  report(test.faults, done, pointsIn(seen), died);
}

function report(faults: string[], done: Done, met: string[], died: Record<string, number>): void {
  done.met = met;
  done.missed = met.filter((point) => !died[point]);
  const died_count = Object.keys(died).length;
  if (died_count < POINTS_AT_LEAST) faults.push(`the server died at ${died_count} points only`);
}

function pointsIn(file: string): string[] {
  if (!existsSync(file)) return [];
  return [...new Set(readFileSync(file, "utf8").split("\n").filter(Boolean))].sort();
}

async function hasDied(server: ProductServer): Promise<boolean> {
  const waiting_since_ms = performance.now();
  while (performance.now() - waiting_since_ms < DIES_WITHIN_MS) {
    if (!server.isRunning) return true;
    await sleep(20);
  }
  return false;
}
