import { AsyncLocalStorage } from "node:async_hooks";
import { createHash, randomUUID } from "node:crypto";

const seeded = new AsyncLocalStorage<() => string>();

/** A new id for a row of ours: random, except inside `withSeededIds`. No secret may be made from it. */
export function newId(): string {
  return seeded.getStore()?.() ?? randomUUID();
}

/** Runs `work` with ids that follow from `seed` and their order alone, so that a demo seeded twice is the same demo. */
export function withSeededIds<T>(seed: string, work: () => Promise<T>): Promise<T> {
  let count = 0;
  return seeded.run(() => seededId(`${seed}\n${++count}`), work);
}

/** A UUID (version 8, RFC 9562) that follows from `text`. */
function seededId(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  const variant = "89ab"[Number.parseInt(hex[16] ?? "0", 16) % 4];
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
