import { setTimeout as sleep } from "node:timers/promises";
import type { Result } from "~/kernel/result";
import { type Database, inTransaction, type Trx } from "~/platform/database.server";

/** Long enough for the second to come as far as it can on a busy machine. */
const HOLD_MS = 200;

/**
 * Starts `second` when `first` has done its work and has not committed it yet, so that on PostgreSQL the two can only
 * be kept apart by a lock; SQLite's one writer lets the second wait by itself. Gives both outcomes.
 */
export async function overlapping<T, U>(
  db: Database,
  first: (trx: Trx) => Promise<Result<T, string>>,
  second: () => Promise<U>,
): Promise<[Result<T, string>, U]> {
  let tellWorked = () => {};
  const worked = new Promise<void>((resolve) => (tellWorked = resolve));
  const holding = inTransaction(db, async (trx) => {
    const outcome = await first(trx).finally(tellWorked);
    await sleep(HOLD_MS);
    return outcome;
  });
  await worked;
  return Promise.all([holding, second()]);
}
