import autocannon from "autocannon";
import { cpuMs } from "#tests/support/processes";
import { sessionCookies } from "#tests/support/session-cookies";
import { systemClock } from "~/platform/clock.server";
import { openDatabase } from "~/platform/database.server";
import { BenchServer } from "./bench-server";
import { RawServer } from "./raw-server";
import { figure, type Measurement, median, percent, type Row } from "./report";

const ROUND_COUNT = 3;
const ROUND_S = 2;
const CONNECTIONS = [10, 50];
const PAGES = { "offers list": "/offers", "offer page": "/offers/gaiwan-tea-two" };
const ENCODINGS: Readonly<Record<string, Record<string, string>>> = { gzip: { "accept-encoding": "gzip" }, plain: {} };

/** Requests per second, the time half and nearly all of them took, and what one cost the server's processor. */
type Load = { per_s: number; p50_ms: number; p99_ms: number; cpu_us: number };
type Target = { url: string; pid: number; headers: Record<string, string> };

/** Anonymous pages beside `node:http` sending the same bytes; a signed-in list for comparison. */
export async function measurePages(): Promise<Measurement[]> {
  const server = await BenchServer.start();
  try {
    const rows: Row[] = [];
    for (const [page, path] of Object.entries(PAGES)) rows.push(...(await measurePage(server, page, path)));
    rows.push(await measureSignedIn(server));
    const note = `${ROUND_COUNT} rounds of ${ROUND_S} s in turn, medians; floor: node:http sending the same heads and bytes`;
    return [{ name: "anonymous pages", note, rows }];
  } finally {
    await server.stop();
  }
}

async function measurePage(server: BenchServer, page: string, path: string): Promise<Row[]> {
  const raw = await RawServer.start(server.origin + path);
  const rows: Row[] = [];
  try {
    for (const [encoding, headers] of Object.entries(ENCODINGS)) {
      for (const connections of CONNECTIONS) {
        const ours = { url: server.origin + path, pid: server.pid, headers };
        const floor = { url: raw.origin + path, pid: raw.pid, headers };
        rows.push({ page, encoding, connections, ...(await compare(ours, floor, connections)) });
      }
    }
  } finally {
    await raw.stop();
  }
  return rows;
}

async function compare(ours: Target, floor: Target, connections: number): Promise<Row> {
  for (const target of [ours, floor]) await load(target, connections, 1);
  const rounds: { ours: Load; floor: Load }[] = [];
  for (let round = 0; round < ROUND_COUNT; round += 1) {
    rounds.push({ ours: await load(ours, connections, ROUND_S), floor: await load(floor, connections, ROUND_S) });
  }
  const middle = (of: "ours" | "floor", what: keyof Load) => median(rounds.map((round) => round[of][what]));
  return {
    "per s": Math.round(middle("ours", "per_s")),
    "p50 ms": middle("ours", "p50_ms"),
    "p99 ms": middle("ours", "p99_ms"),
    "cpu µs": figure(middle("ours", "cpu_us")),
    "floor per s": Math.round(middle("floor", "per_s")),
    "floor p50": middle("floor", "p50_ms"),
    "floor p99": middle("floor", "p99_ms"),
    "floor cpu µs": figure(middle("floor", "cpu_us")),
    "of floor": percent(middle("ours", "per_s"), middle("floor", "per_s")),
    "by cpu": percent(middle("floor", "cpu_us"), middle("ours", "cpu_us")),
    goal: "≥ 40 %",
  };
}

async function load({ url, pid, headers }: Target, connections: number, duration_s: number): Promise<Load> {
  const before_ms = cpuMs(pid);
  const result = await autocannon({ url, connections, duration: duration_s, headers });
  const used_ms = cpuMs(pid) - before_ms;
  if (result.non2xx + result.errors > 0) throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} failed`);
  const { latency, requests } = result;
  const cpu_us = (used_ms * 1_000) / requests.total;
  return { per_s: requests.total / result.duration, p50_ms: latency.p50, p99_ms: latency.p99, cpu_us };
}

/** The same list for somebody signed in is rendered for them each time: what the cache saves. */
async function measureSignedIn(server: BenchServer): Promise<Row> {
  const db = openDatabase(server.database_url);
  const residents = server.harness.accounts.filter(({ role }) => role === "resident").slice(0, 1);
  const [cookie = ""] = await sessionCookies(db, residents, systemClock);
  await db.destroy();
  const target = { url: `${server.origin}/offers`, pid: server.pid, headers: { ...ENCODINGS.gzip, cookie } };
  await load(target, 10, 1);
  const { per_s, p50_ms, p99_ms, cpu_us } = await load(target, 10, 3);
  return {
    page: "list, signed in",
    encoding: "gzip",
    connections: 10,
    "per s": Math.round(per_s),
    "p50 ms": p50_ms,
    "p99 ms": p99_ms,
    "cpu µs": figure(cpu_us),
  };
}
