import { assert, assertNever } from "~/kernel/assert";
import { failCharge, openCharge, publishBalanceTransaction, succeedCharge } from "./charges.server";
import {
  askForVerification,
  beginProcessing,
  failPaymentIntent,
  openPaymentIntent,
  type PaymentIntentWishes,
  succeedPaymentIntent,
} from "./payment-intents.server";
import { isWallet, methodOfCharge, type PaymentMethod } from "./payment-methods";
import { recordEvent } from "./record-event.server";
import { type CheckoutSession, idOf, type PaymentIntent, requiredIdOf, type StripeEvent } from "./stripe-objects";
import type { Turn } from "./turn";

/** What a payer can do on the hosted page. */
export const PAY_CHOICES = [
  "card",
  "declined",
  "card-3ds",
  "card-3ds-confirm",
  "card-3ds-fail",
  "wallet-later",
  "wallet-fails",
] as const;
export type PayChoice = (typeof PAY_CHOICES)[number];

export type PayOutcome =
  | { kind: "completed"; session: CheckoutSession; event: StripeEvent }
  | { kind: "declined" | "verify"; session: CheckoutSession }
  | { kind: "closed"; session: CheckoutSession }
  | { kind: "not-offered"; session: CheckoutSession };

/** One click on the hosted page. A closed session stays as it is; a method that was not offered is refused. */
export function paySession(turn: Turn, session_id: string, choice: PayChoice, wallet?: PaymentMethod): PayOutcome {
  const session = turn.objects.get("checkout.session", session_id, "session");
  if (session.status !== "open") return { kind: "closed", session };
  const method = methodFor(session, choice, wallet);
  if (method === undefined) return { kind: "not-offered", session };
  switch (choice) {
    case "card":
      return payByCard(turn, ...intentOf(turn, session), false);
    case "declined":
      return declineCard(turn, ...intentOf(turn, session), CARD_DECLINED);
    case "card-3ds":
      return requireVerification(turn, ...intentOf(turn, session));
    case "card-3ds-confirm":
    case "card-3ds-fail":
      return answerVerification(turn, session, choice === "card-3ds-confirm");
    case "wallet-later":
    case "wallet-fails":
      return payByWallet(
        turn,
        intentOf(turn, session),
        method,
        choice === "wallet-later" ? "payment-succeeds" : "payment-fails",
      );
    default:
      return assertNever(choice);
  }
}

/** The wallets a session offers, in the page's order. */
function walletsOf(session: CheckoutSession): PaymentMethod[] {
  return (["alipay", "wechat_pay"] as const).filter((method) => session.payment_method_types.includes(method));
}

function methodFor(
  session: CheckoutSession,
  choice: PayChoice,
  wallet: PaymentMethod | undefined,
): PaymentMethod | undefined {
  const wanted = choice.startsWith("wallet-") ? (wallet ?? walletsOf(session)[0]) : "card";
  if (choice.startsWith("wallet-") && wanted !== undefined && !isWallet(wanted)) return undefined;
  return wanted !== undefined && session.payment_method_types.includes(wanted) ? wanted : undefined;
}

type Attempt = [session: CheckoutSession, intent: PaymentIntent];

/** The session's intent, made now if this is the first attempt. */
function intentOf(turn: Turn, session: CheckoutSession): Attempt {
  const intent_id = idOf(session.payment_intent);
  if (intent_id !== null) return [session, turn.objects.get("payment_intent", intent_id)];
  const intent = openPaymentIntent(turn, session, turn.objects.hidden(session.id) as PaymentIntentWishes);
  const attempted: CheckoutSession = { ...session, payment_intent: intent.id };
  turn.objects.replace(attempted);
  return [attempted, intent];
}

function payByCard(turn: Turn, session: CheckoutSession, intent: PaymentIntent, is_verified: boolean): PayOutcome {
  const paying: PaymentIntent = { ...intent, payment_method: intent.payment_method ?? turn.mintId("pm_") };
  const charge = succeedCharge(turn, openCharge(turn, paying, "card", is_verified), "card");
  succeedPaymentIntent(turn, paying, charge);
  const completed = complete(turn, session, "paid");
  publishBalanceTransaction(turn, charge);
  return completed;
}

function declineCard(
  turn: Turn,
  session: CheckoutSession,
  intent: PaymentIntent,
  failure: typeof CARD_DECLINED,
): PayOutcome {
  const paying: PaymentIntent = { ...intent, payment_method: turn.mintId("pm_") };
  const charge = failCharge(turn, openCharge(turn, paying, "card"), "card", failure);
  failPaymentIntent(turn, paying, { type: "card_error", ...failure, charge: charge.id });
  return { kind: "declined", session };
}

function requireVerification(turn: Turn, session: CheckoutSession, intent: PaymentIntent): PayOutcome {
  if (intent.status !== "requires_action")
    askForVerification(turn, intent, `${turn.origin}/c/pay/${session.id}/verify`);
  return { kind: "verify", session };
}

function answerVerification(turn: Turn, session: CheckoutSession, is_confirmed: boolean): PayOutcome {
  const intent_id = idOf(session.payment_intent);
  const intent = intent_id === null ? undefined : turn.objects.find("payment_intent", intent_id);
  if (intent?.status !== "requires_action") return { kind: "declined", session };
  if (is_confirmed) return payByCard(turn, session, intent, true);
  failPaymentIntent(turn, intent, { type: "card_error", ...AUTHENTICATION_FAILED });
  return { kind: "declined", session };
}

function payByWallet(
  turn: Turn,
  [session, intent]: Attempt,
  method: PaymentMethod,
  ending: "payment-succeeds" | "payment-fails",
): PayOutcome {
  const paying: PaymentIntent = { ...intent, payment_method: turn.mintId("pm_") };
  const charge = openCharge(turn, paying, method);
  beginProcessing(turn, paying, charge);
  recordEvent(turn, "charge.pending", charge);
  turn.steps.add(intent.id, ending, turn.now_ms + turn.habits().walletDelay);
  return complete(turn, session, "unpaid");
}

/** The wallet has paid, or has not: the end of a payment that was on its way. */
export function settlePayment(turn: Turn, intent_id: string, is_paid: boolean): void {
  const intent = turn.objects.get("payment_intent", intent_id);
  const pending = turn.objects.get("charge", requiredIdOf(intent.latest_charge));
  const session = turn.objects.list("checkout.session", { where: { payment_intent: intent_id }, limit: 1 }).data[0];
  assert(
    session !== undefined && intent.status === "processing",
    `${intent_id} belongs to a session and is processing`,
  );
  const method = methodOfCharge(pending);
  if (!is_paid) {
    const failed = failCharge(turn, pending, method, PAYMENT_FAILED);
    failPaymentIntent(turn, intent, { type: "invalid_request_error", ...PAYMENT_FAILED, charge: failed.id });
    recordEvent(turn, "checkout.session.async_payment_failed", session);
    return;
  }
  const charge = succeedCharge(turn, pending, method);
  succeedPaymentIntent(turn, intent, charge);
  const paid: CheckoutSession = { ...session, payment_status: "paid" };
  turn.objects.replace(paid);
  recordEvent(turn, "checkout.session.async_payment_succeeded", paid);
  publishBalanceTransaction(turn, charge);
}

function complete(turn: Turn, session: CheckoutSession, payment_status: "paid" | "unpaid"): PayOutcome {
  const completed: CheckoutSession = { ...session, customer_details: NO_DETAILS, payment_status, status: "complete" };
  turn.objects.replace(completed);
  turn.steps.drop(session.id, "expire-session");
  return { kind: "completed", session: completed, event: recordEvent(turn, "checkout.session.completed", completed) };
}

const NO_DETAILS = {
  address: null,
  business_name: null,
  email: null,
  individual_name: null,
  name: null,
  phone: null,
  tax_exempt: "none",
  tax_ids: [],
};
const CARD_DECLINED = {
  code: "card_declined",
  decline_code: "generic_decline",
  message: "Your card was declined.",
} as const;
const AUTHENTICATION_FAILED = {
  code: "payment_intent_authentication_failure",
  message:
    "The provided payment method has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.",
} as const;
const PAYMENT_FAILED = {
  code: "payment_intent_payment_attempt_failed",
  message: "The payment attempt failed.",
} as const;
