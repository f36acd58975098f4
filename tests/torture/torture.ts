import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { SeededRandom } from "#tests/support/seeded-random";
import { testEngine } from "#tests/support/test-engine";

export type Options = Record<string, number | boolean>;
export type Figures = Record<string, unknown>;

/** What one long test is given. What it finds wrong it adds to `faults`: without any it has passed. */
export type Torture<O extends Options> = {
  options: O;
  seed: number;
  random: SeededRandom;
  faults: string[];
  /** What an interrupted run with this seed and engine had reached, where `--resume` asks for it. */
  reached<S>(): S | undefined;
  /** Keeps how far this run has come; forgotten when it ends by itself. */
  reach(state: object): void;
};

const DEFAULT_SEED = 20_261_120;
const FAULTS_TOLD_COUNT = 20;
const LOAD_EVERY_MS = 2_000;
const LONGEST_MS = 12 * 3_600_000;

/**
 * One long test of `npm run torture`: its options with their defaults (one `name: value` a line, run.mjs reads them),
 * and what it does, which gives its figures. Seed, figures and faults are told as one line of JSON.
 */
export function torture<O extends Options>(
  name: string,
  defaults: O,
  work: (torture: Torture<O>) => Promise<Figures>,
): void {
  it(
    name,
    async () => {
      const given = JSON.parse(process.env.TORTURE_OPTIONS ?? "{}") as Options;
      const { seed = DEFAULT_SEED, resume, keep: _keep, built: _built, ...wanted } = given;
      const options = { ...defaults, ...wanted } as O;
      const engine = testEngine();
      const state = join(process.env.TORTURE_STATES ?? tmpdir(), `shangju-torture-${name}-${seed}-${engine}.json`);
      const faults: string[] = [];
      const load = watchLoad();
      const started_ms = performance.now();
      const about = { options, seed: Number(seed), random: new SeededRandom(Number(seed)), faults };
      const figures = await work({
        ...about,
        reached: () => (resume && existsSync(state) ? JSON.parse(readFileSync(state, "utf8")) : undefined),
        reach: (reached) => writeFileSync(state, JSON.stringify(reached)),
      }).catch((error: unknown) => {
        faults.push(`it broke off: ${error instanceof Error ? error.stack : String(error)}`);
        return undefined;
      });
      if (figures) rmSync(state, { force: true });
      const took_s = Math.round((performance.now() - started_ms) / 1_000);
      tell({ torture: name, engine, seed, options, ...figures, load: load.end(), took_s, faults: firstOf(faults) });
      if (faults.length > 0) expect.fail(`${faults.length} faults`);
    },
    LONGEST_MS,
  );
}

/** One cause has often a thousand effects. */
function firstOf(faults: readonly string[]): string[] {
  const more_count = faults.length - FAULTS_TOLD_COUNT;
  return [...faults.slice(0, FAULTS_TOLD_COUNT), ...(more_count > 0 ? [`and ${more_count} more`] : [])];
}

function tell(result: object): void {
  if (process.env.TORTURE_RESULT) writeFileSync(process.env.TORTURE_RESULT, JSON.stringify(result));
}

/** The machine's own load: figures of a busy one say less. */
function watchLoad(): { end(): Figures } {
  const before = loadavg()[0] ?? 0;
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, loadavg()[0] ?? 0)), LOAD_EVERY_MS);
  return {
    end() {
      clearInterval(timer);
      return { cores: availableParallelism(), before, most, after: loadavg()[0] ?? 0 };
    },
  };
}
