import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import { freePort } from "#tests/support/free-port";
import { end, pidOf, untilAnswering } from "#tests/support/processes";

/** `node:http` in a process of its own that repeats the answers of the page at `page_url`: the floor of a web server. */
export class RawServer {
  readonly origin: string;
  /** Milliseconds from the start of the process to its first answer. */
  readonly ready_ms: number;
  readonly #process: ChildProcess;

  private constructor(origin: string, child: ChildProcess, ready_ms: number) {
    this.origin = origin;
    this.#process = child;
    this.ready_ms = ready_ms;
  }

  static async start(page_url?: string): Promise<RawServer> {
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const parameters = [resolve("tests/bench/raw-answers.mjs"), String(port), ...(page_url ? [page_url] : [])];
    const child = spawn(process.execPath, parameters, { stdio: ["ignore", "ignore", "inherit"] });
    return new RawServer(origin, child, await untilAnswering(origin));
  }

  get pid(): number {
    return pidOf(this.#process);
  }

  stop(): Promise<void> {
    return end(this.#process, "SIGKILL");
  }
}
