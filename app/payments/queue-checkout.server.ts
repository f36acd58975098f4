import { addMs, epochMs, type Instant } from "~/kernel/instant";
import type { Locale } from "~/messages/locale";
import { translatorFor } from "~/messages/translator.server";
import type { Trx } from "~/platform/database.server";
import type { Stripe } from "~/platform/stripe.server";
import { CHECKOUT_LIFETIME_MS, type CheckoutRequest } from "./checkout";
import { insertCheckout } from "./payments.store.server";
import { queueRequest } from "./queue-request.server";

/** The pay page's own names of our languages. */
const STRIPE_LOCALES = { "zh-CN": "zh", en: "en" } as const satisfies Record<Locale, string>;

/**
 * Commits the intention to open a checkout: every parameter is frozen here, `expires_at` included, so that a repeated
 * call under the same idempotency key says exactly the same. Gives the outbox row's id.
 */
export async function queueCheckout(trx: Trx, request: CheckoutRequest, now: Instant): Promise<string> {
  const expires_at = addMs(now, CHECKOUT_LIFETIME_MS);
  await insertCheckout(trx, {
    reference: request.reference,
    attempt: request.attempt,
    state: "opening",
    session_id: null,
    url: null,
    amount_minor: request.unit_price_minor * request.quantity,
    created_at: now,
    expires_at,
  });
  const { reference, attempt } = request;
  const params = sessionParams(request, expires_at);
  return queueRequest(trx, { key: `cs:${reference}:${attempt}`, operation: "open-checkout", reference, params }, now);
}

/** Source: payments.md, C2. */
function sessionParams(request: CheckoutRequest, expires_at: Instant): Stripe.Checkout.SessionCreateParams {
  const { reference, attempt, unit_price_minor, quantity, currency, origin, env, locale } = request;
  // data abroad is an opaque id and an amount, never a service's name
  const name = translatorFor(locale)("payments.product_name");
  const metadata = { booking: reference, attempt: String(attempt), env };
  return {
    mode: "payment",
    locale: STRIPE_LOCALES[locale],
    ui_mode: "hosted_page",
    client_reference_id: reference,
    success_url: `${origin}/me/bookings/${reference}?session_id={CHECKOUT_SESSION_ID}`,
    cancel_url: `${origin}/me/bookings/${reference}/leave-checkout`,
    expires_at: Math.floor(epochMs(expires_at) / 1_000),
    allowed_payment_method_types: ["card", "alipay", "wechat_pay"],
    payment_method_options: { wechat_pay: { client: "web" } },
    line_items: [{ quantity, price_data: { currency, unit_amount: unit_price_minor, product_data: { name } } }],
    metadata,
    payment_intent_data: { transfer_group: reference, metadata },
  };
}
