import { presentObject } from "./present-object";
import { API_VERSION, type EventType, type StoredObject, type StripeEvent, type ThinEvent } from "./stripe-objects";
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

/** Stores a thin event about an account, and puts it on its way to the thin endpoint. */
export function recordAccountEvent(
  turn: Turn,
  type: ThinEvent["type"],
  account_id: string,
  data?: NonNullable<ThinEvent["data"]>,
): ThinEvent {
  const event: ThinEvent = {
    id: turn.mintId("evt_test_"),
    object: "v2.core.event",
    created: new Date(turn.now_ms).toISOString(),
    ...(data && { data }),
    livemode: false,
    related_object: { id: account_id, type: "v2.core.account", url: `/v2/core/accounts/${account_id}` },
    type,
  };
  turn.objects.insertDated(event);
  turn.deliverThin(event.id);
  return event;
}

/** The text a thin event is delivered as: without its data. */
export function thinNotification(event: ThinEvent): string {
  const { data: _data, ...notification } = event;
  return JSON.stringify({ ...notification, context: null, reason: null });
}
