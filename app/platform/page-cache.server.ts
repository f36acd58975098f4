import type { PageAddress } from "./page-address.server";
import type { ReadyPage } from "./ready-page.server";

/** Seat counts on a page are never older. */
const LIFETIME_MS = 2_000;

export type PageCacheLimits = {
  /** All pages together, with what is kept compressed of them. */
  size_bytes: number;
  /** Addresses of one declared page: a search that nobody repeats cannot push out the other pages. */
  addresses_per_page: number;
};

const PAGE_CACHE_LIMITS: PageCacheLimits = { size_bytes: 32 * 1024 * 1024, addresses_per_page: 200 };

/** What was true when a page was asked for: it is found again only while the catalogue has not changed since. */
type Moment = { version: string; made_ms: number; ends_ms: number };
type Entry = Moment & { page: string; ready: ReadyPage };
type Rendering = Moment & { ready: Promise<ReadyPage | undefined> };
/** Gives nothing where the answer is no page that everybody may get. */
type Render = () => Promise<ReadyPage | undefined>;
type Work = { key: string; page: string; moment: Moment; render: Render };

/**
 * Pages in the form they are sent in, the least recently used forgotten first. A page lives until the next even second
 * (so what comes into force at a full minute is not late) and only while the catalogue has the version it was asked
 * under. One page is rendered once at a time: who asks meanwhile, under the same version, waits for it.
 */
export class PageCache {
  readonly #limits: PageCacheLimits;
  readonly #now_ms: () => number;
  readonly #entries = new Map<string, Entry>();
  readonly #renderings = new Map<string, Rendering>();
  readonly #address_counts = new Map<string, number>();
  #size_bytes = 0;

  constructor(limits: PageCacheLimits = PAGE_CACHE_LIMITS, now_ms: () => number = Date.now) {
    this.#limits = limits;
    this.#now_ms = now_ms;
  }

  get size_bytes(): number {
    return this.#size_bytes;
  }

  get address_count(): number {
    return this.#entries.size;
  }

  /** The page at `address` in its `variant` (language), as of catalogue `version`; `render` makes it where it is missing. */
  find(
    { page, target }: PageAddress,
    variant: string,
    version: string,
    render: Render,
  ): ReadyPage | Promise<ReadyPage | undefined> {
    const key = `${variant} ${target}`;
    const now_ms = this.#now_ms();
    const known = this.#entries.get(key);
    if (known && isCurrent(known, version, now_ms)) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known.ready;
    }
    const rendering = this.#renderings.get(key);
    if (rendering && isCurrent(rendering, version, now_ms)) return rendering.ready;
    const moment = { version, made_ms: now_ms, ends_ms: (Math.floor(now_ms / LIFETIME_MS) + 1) * LIFETIME_MS };
    return this.#render({ key, page: page.path, moment, render });
  }

  async #render({ key, page, moment, render }: Work): Promise<ReadyPage | undefined> {
    const rendering = { ...moment, ready: render() };
    this.#renderings.set(key, rendering);
    try {
      const ready = await rendering.ready;
      const stored = this.#entries.get(key);
      // a slow rendering never replaces one that began after it
      const is_overtaken = stored !== undefined && stored.made_ms > moment.made_ms;
      if (ready?.is_storable && !is_overtaken) this.#store(key, { ...moment, page, ready });
      return ready;
    } finally {
      if (this.#renderings.get(key) === rendering) this.#renderings.delete(key);
    }
  }

  #store(key: string, entry: Entry): void {
    this.#forget(key);
    if (entry.ready.size_bytes > this.#limits.size_bytes) return;
    if ((this.#address_counts.get(entry.page) ?? 0) >= this.#limits.addresses_per_page) this.#forgetOldest(entry.page);
    while (this.#size_bytes + entry.ready.size_bytes > this.#limits.size_bytes) this.#forgetOldest();
    this.#entries.set(key, entry);
    this.#size_bytes += entry.ready.size_bytes;
    this.#address_counts.set(entry.page, (this.#address_counts.get(entry.page) ?? 0) + 1);
  }

  #forgetOldest(page?: string): void {
    for (const [key, entry] of this.#entries) {
      if (page !== undefined && entry.page !== page) continue;
      this.#forget(key);
      return;
    }
  }

  #forget(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#size_bytes -= entry.ready.size_bytes;
    this.#address_counts.set(entry.page, (this.#address_counts.get(entry.page) ?? 0) - 1);
  }
}

/** A clock that was set back makes everything old. */
function isCurrent({ version, made_ms, ends_ms }: Moment, wanted: string, now_ms: number): boolean {
  return version === wanted && made_ms <= now_ms && now_ms < ends_ms;
}
