import { type Instant, instantFromEpochMs, SECOND_MS } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import type { Stripe } from "~/platform/stripe.server";
import { keepEvent } from "./keep-event.server";

/** Puts an event into the inbox; a known id changes nothing. Handling it is the worker's, after commit. */
export async function receiveEvent(trx: Trx, event: Stripe.Event, now: Instant): Promise<void> {
  const object = event.data.object;
  const object_id = "id" in object && typeof object.id === "string" ? object.id : "";
  const created_at = instantFromEpochMs(event.created * SECOND_MS);
  await keepEvent(trx, { id: event.id, type: event.type, object_id, created_at }, event, now);
}
