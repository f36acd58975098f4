import { DAY_MS, MINUTE_MS } from "~/kernel/instant";
import { malformed } from "./api-failure";
import { readLines, type SessionLine, storeLines, totalOf } from "./checkout-lines.server";
import type { FormReader } from "./form-reader";
import type { PaymentIntentWishes } from "./payment-intents.server";
import { isPaymentMethod, OFFERED_METHODS, type PaymentMethod } from "./payment-methods";
import type { CheckoutSession } from "./stripe-objects";
import type { Turn } from "./turn";

/** Limits of `expires_at` after creation (docs.stripe.com/api/checkout/sessions/create). */
const SHORTEST_LIFE_SECONDS = (30 * MINUTE_MS) / 1_000;
const LONGEST_LIFE_SECONDS = DAY_MS / 1_000;

type SessionRequest = {
  lines: SessionLine[];
  success_url: string;
  cancel_url: string | null;
  expires_at: number;
  client_reference_id: string | null;
  customer_email: string | null;
  locale: string | null;
  methods: PaymentMethod[];
  allowed: string[] | null;
  uses_wechat: boolean;
  metadata: Record<string, string>;
  wishes: PaymentIntentWishes;
};

/** POST /v1/checkout/sessions: one open session with its lines; the payment intent comes with the first attempt. */
export function createCheckoutSession(turn: Turn, form: FormReader): CheckoutSession {
  const request = readRequest(turn, form);
  const session = checkoutSession(turn, request);
  turn.objects.insertHiding(session, request.wishes);
  storeLines(turn, session, request.lines);
  turn.steps.add(session.id, "expire-session", session.expires_at * 1_000);
  return session;
}

function readRequest(turn: Turn, form: FormReader): SessionRequest {
  form.choice("ui_mode", ["hosted_page"]);
  form.choice("submit_type", ["auto", "pay", "book"]);
  if (form.requiredText("mode") !== "payment")
    throw malformed("The simulator knows the mode `payment` only.", { param: "mode" });
  const client = form.table("payment_method_options").table("wechat_pay").choice("client", ["web"]);
  const allowed = form.texts("allowed_payment_method_types") ?? null;
  const intent = form.table("payment_intent_data");
  const request: SessionRequest = {
    lines: readLines(form),
    success_url: readUrl(form, "success_url") ?? refuseMissingUrl(),
    cancel_url: readUrl(form, "cancel_url") ?? null,
    expires_at: readExpiry(turn, form),
    client_reference_id: readReference(form),
    customer_email: form.text("customer_email") ?? null,
    locale: form.text("locale") ?? null,
    methods: offeredMethods(allowed, client !== undefined),
    allowed,
    uses_wechat: client !== undefined,
    metadata: form.metadata("metadata"),
    wishes: {
      transfer_group: intent.text("transfer_group") ?? null,
      description: intent.text("description") ?? null,
      metadata: intent.metadata("metadata"),
    },
  };
  form.refuseUnknown();
  return request;
}

function readExpiry(turn: Turn, form: FormReader): number {
  const expires_at = form.integer("expires_at") ?? turn.now + LONGEST_LIFE_SECONDS;
  if (expires_at < turn.now + SHORTEST_LIFE_SECONDS) {
    throw malformed("The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.", {
      param: "expires_at",
    });
  }
  if (expires_at > turn.now + LONGEST_LIFE_SECONDS) {
    throw malformed("The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.", {
      param: "expires_at",
    });
  }
  return expires_at;
}

function readReference(form: FormReader): string | null {
  const reference = form.text("client_reference_id");
  if (reference !== undefined && reference.length > 200)
    throw malformed("Invalid string: must be at most 200 characters", { param: "client_reference_id" });
  return reference ?? null;
}

function readUrl(form: FormReader, key: string): string | undefined {
  const text = form.text(key);
  if (text === undefined) return undefined;
  const protocol = URL.canParse(text) ? new URL(text).protocol : "";
  if (protocol !== "https:" && protocol !== "http:")
    throw malformed("Not a valid URL", { code: "url_invalid", param: key });
  return text;
}

function refuseMissingUrl(): never {
  throw malformed("Missing required param: success_url.", { code: "parameter_missing", param: "success_url" });
}

/** `allowed_payment_method_types` filters what the account offers; WeChat Pay also needs to know its client. */
function offeredMethods(allowed: string[] | null, has_wechat_client: boolean): PaymentMethod[] {
  const wanted = allowed === null ? [...OFFERED_METHODS] : allowed.filter(isPaymentMethod);
  if (allowed?.includes("wechat_pay") && !has_wechat_client) {
    throw malformed("WeChat Pay needs a client: web.", {
      code: "parameter_missing",
      param: "payment_method_options[wechat_pay][client]",
    });
  }
  const offered = OFFERED_METHODS.filter(
    (method) => wanted.includes(method) && (method !== "wechat_pay" || has_wechat_client),
  );
  if (offered.length === 0)
    throw malformed("No valid payment method types for this Checkout Session.", {
      param: "allowed_payment_method_types",
    });
  return offered;
}

function checkoutSession(turn: Turn, request: SessionRequest): CheckoutSession {
  const total = totalOf(request.lines);
  return {
    id: turn.mintId("cs_test_"),
    object: "checkout.session",
    ...UNUSED_FEATURES,
    allowed_payment_method_types: request.allowed,
    amount_subtotal: total.amount,
    amount_total: total.amount,
    cancel_url: request.cancel_url,
    client_reference_id: request.client_reference_id,
    created: turn.now,
    currency: total.currency,
    customer_details: null,
    customer_email: request.customer_email,
    expires_at: request.expires_at,
    livemode: false,
    locale: request.locale,
    metadata: request.metadata,
    mode: "payment",
    payment_intent: null,
    payment_method_options: request.uses_wechat ? { wechat_pay: { app_id: null, client: "web" } } : {},
    payment_method_types: request.methods,
    payment_status: "unpaid",
    status: "open",
    success_url: request.success_url,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: "hosted_page",
    url: null,
  };
}

const UNUSED_FEATURES = {
  adaptive_pricing: null,
  after_expiration: null,
  allow_promotion_codes: null,
  automatic_tax: { enabled: false, liability: null, provider: null, status: null },
  billing_address_collection: null,
  client_secret: null,
  collected_information: null,
  consent: null,
  consent_collection: null,
  currency_conversion: null,
  custom_fields: [],
  custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
  customer: null,
  customer_account: null,
  customer_creation: "if_required",
  discounts: [],
  integration_identifier: null,
  invoice: null,
  invoice_creation: null,
  managed_payments: null,
  origin_context: null,
  payment_link: null,
  payment_method_collection: "if_required",
  payment_method_configuration_details: null,
  permissions: null,
  recovered_from: null,
  saved_payment_method_options: null,
  setup_intent: null,
  shipping_address_collection: null,
  shipping_cost: null,
  shipping_options: [],
  submit_type: null,
  subscription: null,
  wallet_options: null,
} satisfies Partial<CheckoutSession>;
