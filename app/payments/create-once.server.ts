import type { OutboxTable } from "#db/schema/payments";
import { isFinishedFailure } from "~/platform/stripe.server";

/**
 * Creates the object of an outbox row exactly once. A first try and a try whose answer was cut off go under the row's
 * own key, which Stripe answers alike. A 5xx is stored and replayed for ever, so after one the object is looked up
 * and, if it is not there, asked for under a new key. Source: payments.md, C11.
 */
export async function createOnce<T>(
  row: Pick<OutboxTable, "key" | "tries_count">,
  create: (key: string) => Promise<T>,
  findLost: () => Promise<T | undefined>,
): Promise<T> {
  if (row.tries_count === 0) return create(row.key);
  const lost = await findLost();
  if (lost) return lost;
  try {
    return await create(row.key);
  } catch (error) {
    if (!isFinishedFailure(error)) throw error;
    return (await findLost()) ?? create(`${row.key}:${row.tries_count}`);
  }
}
