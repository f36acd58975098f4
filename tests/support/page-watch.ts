import { setTimeout as sleep } from "node:timers/promises";
import { percentile } from "./percentile";
import type { Visitor } from "./visitor";

const PAGES = ["/", "/offers", "/fund", "/me/bookings"];
const LOOK_EVERY_MS = 200;

/** Somebody who reads pages, one after the other, until the watch ends; then the times and the answers that were no page. */
export function watchPages(reader: Visitor): { end(): Promise<{ p99_ms: number; slowest_ms: number; odd: string[] }> } {
  const took_ms: number[] = [];
  const odd: string[] = [];
  let is_over = false;
  const watching = (async () => {
    for (let count = 0; !is_over; count += 1) {
      const path = PAGES[count % PAGES.length] ?? "/";
      const started_ms = performance.now();
      const page = await reader.get(path).catch(() => undefined);
      took_ms.push(performance.now() - started_ms);
      if (page?.status !== 200) odd.push(`${path} answered ${page?.status ?? "nothing"}`);
      await sleep(LOOK_EVERY_MS);
    }
  })();
  return {
    async end() {
      is_over = true;
      await watching;
      return { p99_ms: percentile(took_ms, 0.99), slowest_ms: percentile(took_ms, 1), odd };
    },
  };
}
