import { existsSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { endCheck } from "#tests/support/end-check";
import { percentile } from "#tests/support/percentile";
import { memoryBytes } from "#tests/support/processes";
import { ProductServer } from "#tests/support/product-server";
import { ACCOUNTS_EACH_COUNT, Shoppers } from "#tests/support/shoppers";
import { signedInVisitors } from "#tests/support/signed-in-visitors";
import { Visitor } from "#tests/support/visitor";
import { torture } from "./torture";

const DEFAULTS = {
  minutes: 15,
  per_second: 20,
  visitors: 6,
};
const ANSWERED_WITHIN_MS = 500;
const SAMPLE_EVERY_MS = 5_000;
const LOG_AT_MOST_BYTES = 64 * 1024 * 1024;
/** What a warm process may still grow by: garbage is collected when the collector likes. */
const GROWTH_BYTES = 48 * 1024 * 1024;
const PAGES = ["/", "/offers", "/offers?q=tea", "/fund", "/me/bookings", "/me", "/fund/journal", "/sign-in"];
/** Shoppers ask for about this many answers a second with their pauses; readers ask for the rest. */
const SHOPPER_PAUSE_MS = 1_500;
const READ_SHARE = 0.75;

type Sample = { memory_bytes: number; log_bytes: number };

torture("soak", DEFAULTS, async ({ options, seed, faults }) => {
  const { visitors: count, minutes, per_second } = options;
  const server = await ProductServer.start({ residents: count * ACCOUNTS_EACH_COUNT * 2 + 1 });
  try {
    const shoppers = await Shoppers.start(server, { count, seed, pause_ms: SHOPPER_PAUSE_MS });
    const samples: Sample[] = [];
    const sampling = setInterval(() => samples.push(sample(server)), SAMPLE_EVERY_MS);
    const read = await readPages(server, per_second * READ_SHARE, minutes * 60_000);
    clearInterval(sampling);
    await shoppers.stop();
    const took_ms = [...read.took_ms, ...shoppers.took_ms];
    const p99_ms = percentile(took_ms, 0.99);
    if (p99_ms >= ANSWERED_WITHIN_MS) faults.push(`p99 of the answers is ${p99_ms} ms`);
    faults.push(...read.odd, ...judgeSamples(samples));
    if (shoppers.answers.has("500")) faults.push("500 was answered");
    const checked = await endCheck(server, shoppers.told);
    faults.push(...checked.faults);
    const rate = Math.round((took_ms.length / (minutes * 60)) * 10) / 10;
    return { answers: took_ms.length, answers_per_second: rate, p99_ms, ...figuresOf(samples), ...checked.figures };
  } finally {
    await server.stop();
  }
});

/** Asks for pages in turn, whether earlier ones came or not. */
async function readPages(server: ProductServer, per_second_count: number, during_ms: number) {
  const people = server.harness.accounts.filter(({ role }) => role === "resident").slice(-1);
  const readers = [new Visitor(server.origin), ...(await signedInVisitors(server, people))];
  const took_ms: number[] = [];
  const odd = new Set<string>();
  const asked: Promise<void>[] = [];
  const started_ms = performance.now();
  for (let index = 0; performance.now() - started_ms < during_ms; index += 1) {
    await sleep(Math.max(0, started_ms + (index * 1_000) / per_second_count - performance.now()));
    asked.push(readOne(readers[index % 2] as Visitor, PAGES[(index >> 1) % PAGES.length] ?? "/"));
  }
  await Promise.all(asked);
  return { took_ms, odd: [...odd] };

  async function readOne(reader: Visitor, path: string): Promise<void> {
    const since_ms = performance.now();
    const { status } = await reader.get(path).catch(() => ({ status: 0 }));
    took_ms.push(performance.now() - since_ms);
    // a stranger is asked to sign in where the pages are a resident's own
    if (status !== 200 && status !== 401 && status !== 302) odd.add(`${path} answered ${status}`);
  }
}

function sample(server: ProductServer): Sample {
  const log = `${server.env.DATABASE_URL?.replace("file:", "")}-wal`;
  return { memory_bytes: memoryBytes(server.pid), log_bytes: existsSync(log) ? statSync(log).size : 0 };
}

/** The first third warms up; the last must not need more memory than the second. */
function judgeSamples(samples: readonly Sample[]): string[] {
  const third = Math.floor(samples.length / 3);
  const median = (part: readonly Sample[]) =>
    percentile(
      part.map(({ memory_bytes }) => memory_bytes),
      0.5,
    );
  const growth = median(samples.slice(2 * third)) - median(samples.slice(third, 2 * third));
  const longest = Math.max(0, ...samples.map(({ log_bytes }) => log_bytes));
  return [
    ...(growth > GROWTH_BYTES ? [`memory grew by ${growth} bytes`] : []),
    ...(longest > LOG_AT_MOST_BYTES ? [`the database's log grew to ${longest} bytes`] : []),
  ];
}

function figuresOf(samples: readonly Sample[]) {
  const every = Math.max(1, Math.ceil(samples.length / 12));
  const memory_mb = samples.filter((_each, index) => index % every === 0).map(({ memory_bytes }) => memory_bytes >> 20);
  return { memory_mb, longest_log_bytes: Math.max(0, ...samples.map(({ log_bytes }) => log_bytes)) };
}
