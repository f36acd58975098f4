import type { StripeEventTable } from "#db/schema/payments";
import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { insertStripeEvent } from "./payments.store.server";

/** Puts what the processor told us into the inbox, whole; a known id changes nothing. */
export async function keepEvent(
  trx: Trx,
  named: Pick<StripeEventTable, "id" | "type" | "object_id" | "created_at">,
  payload: object,
  now: Instant,
): Promise<void> {
  await insertStripeEvent(trx, {
    ...named,
    received_at: now,
    payload_json: JSON.stringify(payload),
    state: "received",
    tries_count: 0,
    unanswered_count: 0,
    next_try_at: now,
    finished_at: null,
    error: null,
  });
}
