import type { OutboxTable } from "#db/schema/payments";
import { epochMs, instant, SECOND_MS } from "~/kernel/instant";
import { isFinishedFailure } from "~/platform/stripe.server";

/** No backup of a request so young was ever restored and set to work. */
const FRESH_MS = 10 * SECOND_MS;

/**
 * Creates the object of a claimed outbox row exactly once. A first try of a fresh row and a try whose answer was cut off
 * go under the row's own key, which Stripe answers alike. A 5xx is stored and replayed for ever, so after one the object
 * is looked up and, if it is not there, asked for under a new key. Of a row that has waited, our own count of tries
 * proves nothing: it may stand in a database restored from a backup, and keys are forgotten after a day. It is looked up
 * first. Source: payments.md, C11.
 */
export async function createOnce<T>(
  row: Pick<OutboxTable, "key" | "tries_count" | "created_at" | "sent_at">,
  create: (key: string) => Promise<T>,
  findLost: () => Promise<T | undefined>,
): Promise<T> {
  if (row.tries_count <= 1 && isFresh(row)) return create(row.key);
  const lost = await findLost();
  if (lost) return lost;
  try {
    return await create(row.key);
  } catch (error) {
    if (!isFinishedFailure(error)) throw error;
    return (await findLost()) ?? create(`${row.key}:${row.tries_count - 1}`);
  }
}

/** A clock that was set back since makes no row fresh. */
function isFresh({ created_at, sent_at }: Pick<OutboxTable, "created_at" | "sent_at">): boolean {
  const age_ms = sent_at === null ? FRESH_MS : epochMs(instant(sent_at)) - epochMs(instant(created_at));
  return age_ms >= 0 && age_ms < FRESH_MS;
}
