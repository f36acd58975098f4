import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { type PageAddress, pageAddress, type SharedPage } from "./page-address.server";
import { PageCache } from "./page-cache.server";
import { type ReadyPage, readyPage } from "./ready-page.server";
import type { SecurityHeaders } from "./security-headers.server";

/** What the application says about pages that are the same for everybody who is not signed in. */
export type SharedPageRules = {
  pages: readonly SharedPage[];
  /** True when a session's cookie came along: such a visitor is answered for themselves. */
  isSomebody(cookie_header: string): boolean;
  /** What else a page depends on and everybody may ask for: its language. Nothing more of a visitor reaches the page. */
  variantOf(headers: IncomingHttpHeaders): string;
  /** Numbers that move with every change of what these pages must never show late. */
  readVersion(): Promise<{ catalogue: number; books: number }>;
};

type RenderPage = (address: PageAddress, variant: string) => Promise<Response>;

/** Gives the ready page that answers a request, rendering it where it is missing or old; undefined where none may. */
export function createSharedPages(rules: SharedPageRules, securityHeaders: SecurityHeaders) {
  const cache = new PageCache();
  const readVersion = sharedQuestion(rules.readVersion);
  return async (request: IncomingMessage, render: RenderPage): Promise<ReadyPage | undefined> => {
    const address = sharedAddress(request, rules);
    if (!address) return undefined;
    const version = await readVersion().catch(() => undefined);
    // a database that does not answer is told by the ordinary way
    if (version === undefined) return undefined;
    const variant = rules.variantOf(request.headers);
    const { catalogue, books } = version;
    const wanted = address.page.shows === "catalogue" ? `${catalogue}` : `${catalogue} ${books}`;
    return cache.find(address, variant, wanted, async () => readyPage(await render(address, variant), securityHeaders));
  };
}

function sharedAddress({ method, url, headers }: IncomingMessage, rules: SharedPageRules): PageAddress | undefined {
  if ((method !== "GET" && method !== "HEAD") || url === undefined) return undefined;
  if (headers.cookie !== undefined && rules.isSomebody(headers.cookie)) return undefined;
  return pageAddress(url, rules.pages);
}

/**
 * Asks one question at a time, after this turn of the event loop. Who comes before it is put shares it, who comes while
 * it is under way shares the next one: nobody is told what was true before they asked, and a hundred visitors at once
 * cost two questions.
 */
export function sharedQuestion<T>(ask: () => Promise<T>): () => Promise<T> {
  let waiting: Promise<T> | undefined;
  let running: Promise<unknown> | undefined;
  const put = (): Promise<T> => {
    waiting = undefined;
    const answer = ask();
    running = answer.catch(() => undefined);
    return answer;
  };
  return () => {
    waiting ??= Promise.all([running, endOfTurn()]).then(put);
    return waiting;
  };
}

function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
