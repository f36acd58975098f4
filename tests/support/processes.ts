import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Linux counts CPU time of other processes in hundredths of a second. */
const TICK_MS = 10;
const READY_WITHIN_MS = 30_000;

/** CPU time a process has used so far, in its own code and in the kernel, in milliseconds. */
export function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Memory a process holds now, in bytes. */
export function memoryBytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1_024;
}

/** Waits until an address answers 200; gives how long that took, in milliseconds. */
export async function untilAnswering(url: string, headers: Record<string, string> = {}): Promise<number> {
  const started_ms = performance.now();
  while (performance.now() - started_ms < READY_WITHIN_MS) {
    const answer = await fetch(url, { headers }).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return performance.now() - started_ms;
    await sleep(5);
  }
  throw new Error(`${url} did not answer within ${READY_WITHIN_MS} ms`);
}

/** Ends a process that this one started. */
export async function end(child: ChildProcess | undefined, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once("exit", done));
  child.kill(signal);
  await ended;
}

/** The id of a process that runs. */
export function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error("the process did not start");
  return child.pid;
}
