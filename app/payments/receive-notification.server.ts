import { type Instant, instantFromEpochMs } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import type { ThinNotification } from "~/platform/stripe.server";
import { insertStripeEvent } from "./payments.store.server";

/** Puts a thin event into the inbox; a known id changes nothing. It says only which object changed. */
export async function receiveNotification(trx: Trx, told: ThinNotification, now: Instant): Promise<void> {
  await insertStripeEvent(trx, {
    id: told.id,
    type: told.type,
    object_id: told.object_id,
    created_at: instantFromEpochMs(told.created_ms),
    received_at: now,
    payload_json: JSON.stringify(told),
    state: "received",
    tries_count: 0,
    unanswered_count: 0,
    next_try_at: now,
    finished_at: null,
    error: null,
  });
}
