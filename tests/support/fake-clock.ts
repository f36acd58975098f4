import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProductServer } from "./product-server";

const PLACES = [
  "/usr/lib",
  ...(existsSync("/usr/lib") ? readdirSync("/usr/lib").map((name) => `/usr/lib/${name}`) : []),
];
const LIBRARY = PLACES.map((place) => join(place, "faketime/libfaketimeMT.so.1")).find((path) => existsSync(path));

/** False where libfaketime is not installed (Debian: apt-get install libfaketime). */
export const isClockFakeable = LIBRARY !== undefined;

/** The clock of a server process, as a wrong or a moved machine would show it; the processor has its own. */
export class FakeClock {
  readonly #server: ProductServer;
  readonly #file: string;

  /** From its next start on, the server lives by this clock. */
  constructor(server: ProductServer) {
    if (!LIBRARY) throw new Error("libfaketime is not installed (Debian: apt-get install libfaketime)");
    this.#server = server;
    this.#file = join(server.directory, "clock");
    this.shift(0);
    server.serverVariables = {
      LD_PRELOAD: LIBRARY,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_CACHE_DURATION: "1",
      // timers go on at their own pace: only what time of day it is changes
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    };
  }

  /** The server's clock goes, so many seconds before or behind the machine's; a running server sees it within a second. */
  shift(seconds: number): void {
    writeFileSync(this.#file, `${seconds < 0 ? "-" : "+"}${Math.abs(seconds)}`);
  }

  /** Both clocks stand still at this instant, the server's from its next start on. */
  async stopAt(at_ms: number): Promise<void> {
    await this.#server.control("clock", { now: at_ms });
    writeFileSync(this.#file, new Date(at_ms).toISOString().slice(0, 19).replace("T", " "));
    await this.#server.terminate();
    await this.#server.restart();
  }
}
