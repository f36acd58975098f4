import type Stripe from "stripe";
import { recordEvent } from "./record-event.server";
import type { Charge, CheckoutSession, PaymentIntent } from "./stripe-objects";
import type { Turn } from "./turn";

/** What `payment_intent_data` of a session asks of the intent made when someone pays. */
export type PaymentIntentWishes = {
  transfer_group: string | null;
  description: string | null;
  metadata: Record<string, string>;
};

/** The intent of a session, made at its first attempt to pay (as Stripe does since 2022-08-01). */
export function openPaymentIntent(turn: Turn, session: CheckoutSession, wishes: PaymentIntentWishes): PaymentIntent {
  const id = turn.mintId("pi_");
  const wechat = session.payment_method_options?.wechat_pay;
  const intent: PaymentIntent = {
    id,
    object: "payment_intent",
    allowed_payment_method_types: null,
    amount: session.amount_total ?? 0,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: "automatic_async",
    client_secret: `${id}_secret_${turn.mintId("")}`,
    confirmation_method: "automatic",
    created: turn.now,
    currency: session.currency ?? "cny",
    customer: null,
    customer_account: null,
    description: wishes.description,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: wishes.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: wechat ? { wechat_pay: { app_id: null, client: wechat.client } } : {},
    payment_method_types: session.payment_method_types,
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: "requires_payment_method",
    transfer_data: null,
    transfer_group: wishes.transfer_group,
  };
  turn.objects.insert(intent);
  recordEvent(turn, "payment_intent.created", intent);
  return intent;
}

/** The card's bank wants to see the payer first. */
export function askForVerification(turn: Turn, intent: PaymentIntent, url: string): PaymentIntent {
  return move(turn, "payment_intent.requires_action", {
    ...intent,
    next_action: { type: "redirect_to_url", redirect_to_url: { url, return_url: null } },
    payment_method: turn.mintId("pm_"),
    status: "requires_action",
  });
}

/** The wallet has taken the order; the money is still on its way. */
export function beginProcessing(turn: Turn, intent: PaymentIntent, charge: Charge): PaymentIntent {
  return move(turn, "payment_intent.processing", { ...intent, latest_charge: charge.id, status: "processing" });
}

export function succeedPaymentIntent(turn: Turn, intent: PaymentIntent, charge: Charge): PaymentIntent {
  return move(turn, "payment_intent.succeeded", {
    ...intent,
    amount_received: charge.amount,
    last_payment_error: null,
    latest_charge: charge.id,
    next_action: null,
    status: "succeeded",
  });
}

/** Back to the beginning: another attempt may follow while the session is open. */
export function failPaymentIntent(
  turn: Turn,
  intent: PaymentIntent,
  failure: Stripe.PaymentIntent.LastPaymentError,
): PaymentIntent {
  return move(turn, "payment_intent.payment_failed", {
    ...intent,
    last_payment_error: failure,
    latest_charge: failure.charge ?? intent.latest_charge,
    next_action: null,
    payment_method: null,
    status: "requires_payment_method",
  });
}

export function cancelPaymentIntent(turn: Turn, intent: PaymentIntent): PaymentIntent {
  return move(turn, "payment_intent.canceled", {
    ...intent,
    canceled_at: turn.now,
    cancellation_reason: "expired",
    next_action: null,
    status: "canceled",
  });
}

function move(turn: Turn, type: Stripe.Event.Type, intent: PaymentIntent): PaymentIntent {
  turn.objects.replace(intent);
  recordEvent(turn, type, intent);
  return intent;
}
