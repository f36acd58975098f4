import { DAY_MS } from "~/kernel/instant";
import { malformed, refused } from "./api-failure";
import { bookRefund, bookRefundFailure } from "./balance-transactions.server";
import { findBalanceTransaction } from "./charges.server";
import type { FormReader } from "./form-reader";
import { isWallet, methodOfCharge, type PaymentMethod, refundDays } from "./payment-methods";
import { recordEvent } from "./record-event.server";
import { type Charge, idOf, type Refund, requiredIdOf } from "./stripe-objects";
import type { Turn } from "./turn";

/** How long a wallet refund stays pending. */
const REFUND_DELAY_MS = 3_000;

const REASONS = ["duplicate", "fraudulent", "requested_by_customer"] as const;

type RefundRequest = {
  amount: number | undefined;
  reason: (typeof REASONS)[number] | null;
  metadata: Record<string, string>;
};

/** POST /v1/refunds: never more than was charged. Cards are refunded at once, wallets a little later (`pendingRefunds`: cards too). */
export function createRefund(turn: Turn, form: FormReader): Refund {
  const charge_id = form.text("charge");
  const intent_id = form.text("payment_intent");
  const request: RefundRequest = {
    amount: form.integer("amount"),
    reason: form.choice("reason", REASONS) ?? null,
    metadata: form.metadata("metadata"),
  };
  form.refuseUnknown();
  const charge = chargeOf(turn, charge_id, intent_id);
  const amount = refundableAmount(turn, charge, request.amount);
  return makeRefund(turn, charge, { ...request, amount });
}

function chargeOf(turn: Turn, charge_id: string | undefined, intent_id: string | undefined): Charge {
  if (charge_id !== undefined) {
    const charge = turn.objects.get("charge", charge_id, "charge");
    if (intent_id !== undefined && charge.payment_intent !== intent_id) {
      throw malformed("The charge does not belong to the payment intent.", { param: "payment_intent" });
    }
    return charge;
  }
  if (intent_id === undefined)
    throw malformed("One of the following params should be provided for this request: payment_intent or charge.");
  const latest = idOf(turn.objects.get("payment_intent", intent_id, "payment_intent").latest_charge);
  const charge = latest === null ? undefined : turn.objects.find("charge", latest);
  if (charge?.status !== "succeeded")
    throw refused("This PaymentIntent does not have a successful charge to refund.", { param: "payment_intent" });
  return charge;
}

function refundableAmount(turn: Turn, charge: Charge, wanted: number | undefined): number {
  if (charge.status !== "succeeded")
    throw refused(`Charge ${charge.id} has not succeeded and cannot be refunded.`, {
      code: "charge_not_refundable",
      param: "charge",
    });
  const left = charge.amount - charge.amount_refunded;
  if (left === 0)
    throw refused(`Charge ${charge.id} has already been refunded.`, {
      code: "charge_already_refunded",
      param: "charge",
    });
  const amount = wanted ?? left;
  if (amount <= 0) throw malformed("Invalid positive integer", { code: "parameter_invalid_integer", param: "amount" });
  if (amount > left)
    throw refused(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, {
      param: "amount",
    });
  refuseDisputed(turn, charge, amount);
  const day_count = refundDays(methodOfCharge(charge));
  if (day_count !== undefined && turn.now_ms > charge.created * 1_000 + day_count * DAY_MS) {
    throw refused(`This payment can no longer be refunded: more than ${day_count} days have passed.`, {
      param: "charge",
    });
  }
  return amount;
}

/** Nothing is refunded while a dispute is open, and what a lost one took is not paid back a second time. */
function refuseDisputed(turn: Turn, charge: Charge, amount: number): void {
  if (!charge.disputed) return;
  const disputes = turn.objects
    .list("dispute", { where: { charge: charge.id }, limit: 100 })
    .data.filter((dispute) => !dispute.is_charge_refundable);
  const lost_minor = disputes.reduce((sum, { amount: disputed }) => sum + disputed, 0);
  const is_all_lost = disputes.every((dispute) => dispute.status === "lost");
  if (disputes.length === 0 || (is_all_lost && amount <= charge.amount - charge.amount_refunded - lost_minor)) return;
  throw refused(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
    code: "charge_disputed",
    param: "charge",
  });
}

function makeRefund(turn: Turn, charge: Charge, request: RefundRequest & { amount: number }): Refund {
  const method = methodOfCharge(charge);
  const is_pending = isWallet(method) || turn.habits().pendingRefunds;
  const refund: Refund = {
    id: turn.mintId("re_"),
    object: "refund",
    amount: request.amount,
    balance_transaction: null,
    charge: charge.id,
    created: turn.now,
    currency: charge.currency,
    customer: null,
    customer_account: null,
    destination_details: destinationDetails(method),
    metadata: request.metadata,
    payment_intent: charge.payment_intent,
    payment_method: null,
    reason: request.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: is_pending ? "pending" : "succeeded",
    transfer_reversal: null,
  };
  const charged = findBalanceTransaction(turn, charge.id);
  refund.balance_transaction = bookRefund(turn, refund, method, charged.available_on).id;
  turn.objects.insert(refund);
  const amount_refunded = charge.amount_refunded + refund.amount;
  const refunded: Charge = {
    ...turn.objects.get("charge", charge.id),
    amount_refunded,
    refunded: amount_refunded === charge.amount,
  };
  turn.objects.replace(refunded);
  recordEvent(turn, "refund.created", refund);
  recordEvent(turn, "charge.refunded", refunded, { amount_refunded: charge.amount_refunded });
  if (is_pending) turn.steps.add(refund.id, "refund-succeeds", turn.now_ms + REFUND_DELAY_MS);
  return refund;
}

/** The wallet has taken the money back. */
export function succeedRefund(turn: Turn, refund_id: string): Refund {
  const succeeded: Refund = { ...turn.objects.get("refund", refund_id), status: "succeeded" };
  turn.objects.replace(succeeded);
  recordEvent(turn, "refund.updated", succeeded, { status: "pending" });
  recordEvent(turn, "charge.refund.updated", succeeded, { status: "pending" });
  return succeeded;
}

/** The money came back to the account: Stripe will not try again (docs.stripe.com/refunds#failed-refunds). */
export function failRefund(turn: Turn, refund_id: string, failure_reason = "unknown"): Refund {
  const refund = turn.objects.get("refund", refund_id, "refund");
  if (refund.status === "failed") return refund;
  const charge = turn.objects.get("charge", requiredIdOf(refund.charge));
  turn.steps.drop(refund.id, "refund-succeeds");
  const failed: Refund = {
    ...refund,
    failure_balance_transaction: bookRefundFailure(turn, refund, methodOfCharge(charge)).id,
    failure_reason,
    status: "failed",
  };
  turn.objects.replace(failed);
  turn.objects.replace({ ...charge, amount_refunded: charge.amount_refunded - refund.amount, refunded: false });
  recordEvent(turn, "refund.updated", failed, { status: refund.status });
  recordEvent(turn, "charge.refund.updated", failed, { status: refund.status });
  recordEvent(turn, "refund.failed", failed);
  return failed;
}

function destinationDetails(method: PaymentMethod): NonNullable<Refund["destination_details"]> {
  if (method === "alipay") return { type: "alipay", alipay: {} };
  if (method === "wechat_pay") return { type: "wechat_pay", wechat_pay: {} };
  return { type: "card", card: { type: "refund" } };
}
