import { type Instant, MINUTE_MS } from "~/kernel/instant";
import type { Minor } from "~/kernel/money";
import type { Locale } from "~/messages/locale";

/** What a checkout is opened for. Payments know no booking, only a reference. */
export type CheckoutRequest = {
  reference: string;
  attempt: number;
  unit_price_minor: Minor;
  quantity: number;
  currency: string;
  origin: string;
  /** Whose it is (`installationName`). */
  env: string;
  /** The language of the pay page. */
  locale: Locale;
};

/** A charge as the processor tells it; `captured_at` is its `created`, which decides the policy. */
export type ChargeFact = {
  id: string;
  amount_minor: Minor;
  currency: string;
  captured_at: Instant;
  /** What of it went back already; nothing where it is not said. */
  refunded_minor?: Minor;
  /** Known once the balance transaction exists. */
  fee?: { balance_transaction_id: string; fee_minor: Minor };
};

/** A checkout session's present state, read from the processor. `env` is whose it says it is. */
export type CheckoutFact = { reference: string; attempt: number; session_id: string; env?: string } & (
  | { outcome: "open" | "pending" | "failed" | "expired" }
  | { outcome: "paid"; charge: ChargeFact }
);

export type RefundOutcome = "submitted" | "succeeded" | "failed" | "canceled";

/** A refund's present state, read from the processor. `refund_id` is ours, from its metadata. */
export type RefundFact = {
  stripe_refund_id: string;
  /** Undefined where somebody refunded at the processor without us. */
  refund_id?: string;
  charge_id: string;
  payment_intent_id?: string;
  amount_minor: Minor;
  currency: string;
  outcome: RefundOutcome;
  balance_transaction_id?: string;
  failure_balance_transaction_id?: string;
  /** The processor's word for why it failed. */
  failure_reason?: string;
};

/** How long a resident has to pay: frozen when the checkout is queued. Stripe allows 30 minutes to 24 hours. */
export const CHECKOUT_LIFETIME_MS = 45 * MINUTE_MS;
/** Where no session was ever recorded, our clock releases the seats this long after the checkout would have ended. */
export const RELEASE_GRACE_MS = 5 * MINUTE_MS;
