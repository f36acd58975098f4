import { setTimeout as sleep } from "node:timers/promises";
import autocannon from "autocannon";
import { loadedFiles, pageBytes } from "#tests/support/page-weight";
import { memoryBytes } from "#tests/support/processes";
import { BenchServer } from "./bench-server";
import { RawServer } from "./raw-server";
import { figure, type Measurement, median, type Row } from "./report";

const START_COUNT = 5;
const LOAD_S = 5;
const PAGES = ["/", "/offers", "/offers/gaiwan-tea-two", "/fund"];

/** From the start of the process to the first answer of /readyz, memory before and after load, and bytes for browsers. */
export async function measureStart(): Promise<Measurement[]> {
  const server = await BenchServer.start();
  try {
    return [await measureProcess(server), await measureBytes(server)];
  } finally {
    await server.stop();
  }
}

async function measureProcess(server: BenchServer): Promise<Measurement> {
  const started_ms: number[] = [];
  const floor_ms: number[] = [];
  for (let round = 0; round < START_COUNT; round += 1) {
    started_ms.push(await server.restart());
    const raw = await RawServer.start();
    floor_ms.push(raw.ready_ms);
    await raw.stop();
  }
  await sleep(2_000);
  const raw = await RawServer.start(`${server.origin}/offers`);
  const idle = { ours: memoryBytes(server.pid), floor: memoryBytes(raw.pid) };
  for (const path of PAGES) await loadPage(server.origin + path);
  await loadPage(`${raw.origin}/offers`);
  const loaded = { ours: memoryBytes(server.pid), floor: memoryBytes(raw.pid) };
  await raw.stop();
  const rows: Row[] = [
    { what: "cold start, ms", ours: Math.round(median(started_ms)), floor: Math.round(median(floor_ms)) },
    { what: "memory idle, MB", ours: megabytes(idle.ours), floor: megabytes(idle.floor) },
    { what: "memory after load, MB", ours: megabytes(loaded.ours), floor: megabytes(loaded.floor) },
  ];
  const note = `median of ${START_COUNT} starts, memory after ${LOAD_S} s of load on each page; floor: bare node:http`;
  return { name: "process", note, rows };
}

async function loadPage(url: string): Promise<void> {
  await autocannon({ url, connections: 50, duration: LOAD_S, headers: { "accept-encoding": "gzip" } });
}

async function measureBytes(server: BenchServer): Promise<Measurement> {
  const rows: Row[] = [];
  for (const path of PAGES) {
    const scripts = await loadedFiles(server.origin, path, "js");
    const styles = await loadedFiles(server.origin, path, "css");
    const html = await pageBytes(server.origin, path);
    const sum = (sizes: Map<string, number>) => [...sizes.values()].reduce((total, size) => total + size, 0);
    rows.push({
      page: path,
      "scripts KB": figure(sum(scripts) / 1_024),
      "styles KB": figure(sum(styles) / 1_024),
      "html KB": figure(html.gzip_bytes / 1_024),
      "html plain KB": figure(html.plain_bytes / 1_024),
      ...(path === "/" && { goal: "scripts ≤ 125, styles ≤ 12" }),
    });
  }
  return { name: "bytes for browsers", note: "compressed with gzip, everything that opening the page loads", rows };
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
