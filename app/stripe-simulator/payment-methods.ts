import type Stripe from "stripe";
import type { Charge } from "./stripe-objects";

/** What the simulated account has switched on. */
export const OFFERED_METHODS = ["card", "alipay", "wechat_pay"] as const;
export type PaymentMethod = (typeof OFFERED_METHODS)[number];

/** Wallets: money comes later, refunds are asynchronous and end after so many days (Stripe's pages on Alipay and WeChat Pay). */
const WALLET_REFUND_DAYS = { alipay: 90, wechat_pay: 180 } as const;

export function isPaymentMethod(text: string): text is PaymentMethod {
  return OFFERED_METHODS.some((method) => method === text);
}

export function isWallet(method: PaymentMethod): method is "alipay" | "wechat_pay" {
  return method !== "card";
}

/** Days after the charge in which it may be refunded; undefined for cards. */
export function refundDays(method: PaymentMethod): number | undefined {
  return isWallet(method) ? WALLET_REFUND_DAYS[method] : undefined;
}

export function methodOfCharge(charge: Charge): PaymentMethod {
  const type = charge.payment_method_details?.type ?? "card";
  return isPaymentMethod(type) ? type : "card";
}

/** The details a charge carries; the simulated card is Stripe's 4242. */
export function paymentMethodDetails(
  method: PaymentMethod,
  amount: number,
  is_verified: boolean,
): Charge["payment_method_details"] {
  if (method === "alipay") return { type: "alipay", alipay: { fingerprint: null, transaction_id: null } };
  if (method === "wechat_pay") return { type: "wechat_pay", wechat_pay: { fingerprint: null, transaction_id: null } };
  return { type: "card", card: cardDetails(amount, is_verified) };
}

function cardDetails(amount: number, is_verified: boolean): Stripe.Charge.PaymentMethodDetails.Card {
  return {
    amount_authorized: amount,
    authorization_code: null,
    brand: "visa",
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
    country: "US",
    electronic_commerce_indicator: null,
    exp_month: 12,
    exp_year: 2034,
    extended_authorization: { status: "disabled" },
    fingerprint: "SimulatedCard000",
    funding: "credit",
    incremental_authorization: { status: "unavailable" },
    installments: null,
    last4: is_verified ? "3220" : "4242",
    mandate: null,
    multicapture: { status: "unavailable" },
    network: "visa",
    network_token: { used: false },
    network_transaction_id: null,
    overcapture: { maximum_amount_capturable: amount, status: "unavailable" },
    regulated_status: null,
    three_d_secure: is_verified ? VERIFIED : null,
    transaction_link_id: null,
    wallet: null,
  };
}

const VERIFIED: Stripe.Charge.PaymentMethodDetails.Card.ThreeDSecure = {
  authentication_flow: "challenge",
  electronic_commerce_indicator: "05",
  exemption_indicator: null,
  result: "authenticated",
  result_reason: null,
  transaction_id: null,
  version: "2.2.0",
};
