import { addMs, type Instant, MINUTE_MS } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { DISPUTE_DELAY } from "./dispute-delay";
import { delayOutboxRow } from "./payments.store.server";

/**
 * How long a refund waits before it is looked at again, should nobody tell how the dispute ended: less than
 * `LONGEST_WAIT_MS`.
 */
const PATIENCE_MS = 4 * MINUTE_MS;

/**
 * Keeps a queued refund from being sent for a while: its charge is disputed, and the processor would refuse it. Such a
 * wait is no lag of the queue.
 */
export async function delayRefund(trx: Trx, outbox_id: string, now: Instant): Promise<void> {
  await delayOutboxRow(trx, outbox_id, addMs(now, PATIENCE_MS), DISPUTE_DELAY);
}
