import { assert } from "~/kernel/assert";
import { addMs, epochMs, instant, instantFromEpochMs, MINUTE_MS, SECOND_MS } from "~/kernel/instant";
import { minor } from "~/kernel/money";
import { assertStripeObject, type Stripe } from "~/platform/stripe.server";
import type { ChargeFact, CheckoutFact } from "./checkout";

const EXPANDED = ["payment_intent.latest_charge.balance_transaction"];

/**
 * The present state of a checkout session at the processor; undefined where it does not name a booking as ours do, twice:
 * money for somebody else's session, sold by hand on the same account, must never be taken for ours and sent back.
 */
export async function readCheckout(stripe: Stripe, session_id: string): Promise<CheckoutFact | undefined> {
  const session = await stripe.checkout.sessions.retrieve(session_id, { expand: EXPANDED });
  return checkoutFact(assertStripeObject(session, "checkout.session"));
}

/** The same of a session that we opened ourselves. */
export async function readOurCheckout(stripe: Stripe, session_id: string): Promise<CheckoutFact> {
  const fact = await readCheckout(stripe, session_id);
  assert(fact, "our sessions name their booking, twice");
  return fact;
}

/** The checkout that a payment intent belongs to: for events that name only the intent or its charge. */
export async function readCheckoutOfIntent(stripe: Stripe, intent_id: string): Promise<CheckoutFact | undefined> {
  const sessions = await stripe.checkout.sessions.list({ payment_intent: intent_id, limit: 1 });
  const session = sessions.data[0];
  return session && readCheckout(stripe, session.id);
}

/** A session may have been opened by a clock slightly behind ours. */
const CLOCK_TOLERANCE_MS = 5 * MINUTE_MS;

/** A session that was opened for an attempt since `created_at`, by our clock, though its answer never reached us. */
export async function findLostSession(
  stripe: Stripe,
  checkout: { reference: string; attempt: number; created_at: string },
): Promise<Stripe.Checkout.Session | undefined> {
  const gte = Math.floor(epochMs(addMs(instant(checkout.created_at), -CLOCK_TOLERANCE_MS)) / SECOND_MS);
  for await (const session of stripe.checkout.sessions.list({ created: { gte }, limit: 100 })) {
    const { booking, attempt } = session.metadata ?? {};
    if (booking === checkout.reference && attempt === String(checkout.attempt)) return session;
  }
  return undefined;
}

function checkoutFact(session: Stripe.Checkout.Session): CheckoutFact | undefined {
  const reference = session.client_reference_id;
  const { booking, attempt = "1", env } = session.metadata ?? {};
  if (!reference || reference !== booking) return undefined;
  const about = { reference, attempt: Number(attempt), session_id: session.id, ...(env && { env }) };
  if (session.status === "expired") return { ...about, outcome: "expired" };
  if (session.status === "open") return { ...about, outcome: "open" };
  const intent = session.payment_intent;
  assert(intent !== null && typeof intent === "object", "a complete session has its payment intent");
  const charge = intent.latest_charge;
  if (session.payment_status === "paid" && charge !== null && typeof charge === "object") {
    return { ...about, outcome: "paid", charge: chargeFact(charge) };
  }
  const has_failed = intent.status === "requires_payment_method" || intent.status === "canceled";
  return { ...about, outcome: has_failed ? "failed" : "pending" };
}

function chargeFact(charge: Stripe.Charge): ChargeFact {
  const transaction = charge.balance_transaction;
  return {
    id: charge.id,
    amount_minor: minor(charge.amount),
    currency: charge.currency,
    captured_at: instantFromEpochMs(charge.created * SECOND_MS),
    ...(charge.amount_refunded > 0 && { refunded_minor: minor(charge.amount_refunded) }),
    // an account that settles in another currency needs rules of its own: its fee is not posted as if it were ours
    ...(transaction !== null &&
      typeof transaction === "object" &&
      transaction.currency === charge.currency && {
        fee: { balance_transaction_id: transaction.id, fee_minor: minor(transaction.fee) },
      }),
  };
}
