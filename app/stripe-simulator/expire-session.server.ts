import { refused } from "./api-failure";
import { cancelPaymentIntent } from "./payment-intents.server";
import { recordEvent } from "./record-event.server";
import { type CheckoutSession, idOf } from "./stripe-objects";
import type { Turn } from "./turn";

/** POST /v1/checkout/sessions/:id/expire: only an open session can be ended. */
export function expireOpenSession(turn: Turn, session_id: string): CheckoutSession {
  const session = turn.objects.get("checkout.session", session_id, "session");
  if (session.status !== "open") {
    throw refused(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
    );
  }
  return expireSession(turn, session);
}

/** The session's time is over: nobody can pay it any more, and a half-made payment is called off. */
export function expireSession(turn: Turn, session: CheckoutSession): CheckoutSession {
  const expired: CheckoutSession = { ...session, status: "expired" };
  turn.objects.replace(expired);
  turn.steps.drop(session.id, "expire-session");
  const intent_id = idOf(session.payment_intent);
  const intent = intent_id === null ? undefined : turn.objects.find("payment_intent", intent_id);
  if (intent && intent.status !== "canceled") cancelPaymentIntent(turn, intent);
  recordEvent(turn, "checkout.session.expired", expired);
  return expired;
}
