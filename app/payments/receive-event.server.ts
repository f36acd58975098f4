import { type Instant, instantFromEpochMs, SECOND_MS } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import type { Stripe } from "~/platform/stripe.server";
import { insertStripeEvent } from "./payments.store.server";

/** Puts an event into the inbox; a known id changes nothing. Handling it is the worker's, after commit. */
export async function receiveEvent(trx: Trx, event: Stripe.Event, now: Instant): Promise<void> {
  const object = event.data.object;
  await insertStripeEvent(trx, {
    id: event.id,
    type: event.type,
    object_id: "id" in object && typeof object.id === "string" ? object.id : "",
    created_at: instantFromEpochMs(event.created * SECOND_MS),
    received_at: now,
    payload_json: JSON.stringify(event),
    state: "received",
    tries_count: 0,
    unanswered_count: 0,
    next_try_at: now,
    finished_at: null,
    error: null,
  });
}
