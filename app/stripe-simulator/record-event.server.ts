import { presentObject } from "./present-object";
import { API_VERSION, type EventType, type StoredObject, type StripeEvent } from "./stripe-objects";
import type { Turn } from "./turn";

/** Stores an event with a snapshot of its object as it is now, and puts it on its way to the webhook. */
export function recordEvent(
  turn: Turn,
  type: EventType,
  object: StoredObject,
  previous_attributes?: object,
): StripeEvent {
  const event: StripeEvent = {
    id: turn.mintId("evt_"),
    object: "event",
    api_version: API_VERSION,
    created: turn.now,
    data: { object: presentObject(turn, object), ...(previous_attributes && { previous_attributes }) },
    livemode: false,
    pending_webhooks: 0,
    request: { ...turn.cause },
    type,
  };
  turn.objects.insert(event);
  turn.deliver(event.id);
  return event;
}
