import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { countIn } from "./end-check";
import type { ProductServer } from "./product-server";
import type { Page, Visitor } from "./visitor";

/** What was tried while there was no room to write: how much of it was refused, and what was wrong. */
export type WithoutRoom = { refused: number; done: number; faults: string[] };

const FULL_WITHIN_COUNT = 2_000;
const TRIES_COUNT = 30;
const BACK_WITHIN_MS = 15_000;
const PAGES = ["/", "/offers", "/fund", "/me/bookings", "/me"];

/** Books until the first 503, then goes on: refusals must leave nothing, what was told must stand, pages must come. */
export async function tryWithoutRoom(server: ProductServer, visitors: readonly Visitor[]): Promise<WithoutRoom> {
  const tried: { id: string; page: Page }[] = [];
  const faults: string[] = [];
  let refused_since = FULL_WITHIN_COUNT;
  for (let count = 0; count < Math.min(FULL_WITHIN_COUNT, refused_since + TRIES_COUNT); count += 1) {
    const visitor = visitors[count % visitors.length] as Visitor;
    const id = randomUUID();
    const page = await bookFree(server, visitor, id);
    tried.push({ id, page });
    if (page.status === 503) refused_since = Math.min(refused_since, count);
    if (page.status === 503 && !page.headers.has("retry-after")) faults.push("503 without retry-after");
    if (count > refused_since) faults.push(...(await readOnePage(visitor, count)));
  }
  const odd = tried.map(({ page }) => page.status).filter((status) => status !== 303 && status !== 503);
  if (odd.length > 0) faults.push(`a booking was answered ${[...new Set(odd)].join(", ")}`);
  const [refused, done] = [503, 303].map((status) => tried.filter(({ page }) => page.status === status)) as [
    typeof tried,
    typeof tried,
  ];
  if (refused.length === 0) faults.push("nothing was refused: the disk was not full");
  faults.push(...(await left(server, refused, 0, "was refused and is there")));
  faults.push(...(await left(server, done, 1, "was told and is gone")));
  return { refused: refused.length, done: done.length, faults: [...new Set(faults)] };
}

/** Waits until a booking succeeds again, without anybody's help; gives how long that took, and -1 where it never did. */
export async function untilWritable(server: ProductServer, visitor: Visitor): Promise<number> {
  const started_ms = performance.now();
  while (performance.now() - started_ms < BACK_WITHIN_MS) {
    if ((await bookFree(server, visitor, randomUUID())).status === 303)
      return Math.round(performance.now() - started_ms);
    await sleep(100);
  }
  return -1;
}

/** How often the server's log says that something went wrong that nobody foresaw. */
export function unforeseenCount(server: ProductServer): number {
  const lines = readFileSync(`${server.directory}/server.log`, "utf8").split("\n");
  return lines.filter((line) => line.includes('"an answer failed"') || line.includes("unhandled")).length;
}

function bookFree(server: ProductServer, visitor: Visitor, id: string): Promise<Page> {
  const fields = { id, quantity: "1", contact_phone: "13900000000", note: "" };
  return visitor.post(`/offers/${server.offer("free").id}/book`, fields);
}

async function readOnePage(visitor: Visitor, count: number): Promise<string[]> {
  const path = PAGES[count % PAGES.length] ?? "/";
  const { status } = await visitor.get(path);
  return status === 200 ? [] : [`${path} answered ${status}`];
}

async function left(
  server: ProductServer,
  tried: readonly { id: string }[],
  expected_count: 0 | 1,
  complaint: string,
): Promise<string[]> {
  if (tried.length === 0) return [];
  const list = tried.map(({ id }) => `'${id}'`).join(",");
  const count = await countIn(server, `select count(*) as count from booking where id in (${list})`);
  const wrong_count = expected_count === 0 ? count : tried.length - count;
  return wrong_count === 0 ? [] : [`${wrong_count} times a booking ${complaint}`];
}
