import type Stripe from "stripe";
import { bookCharge } from "./balance-transactions.server";
import { isWallet, methodOfCharge, type PaymentMethod, paymentMethodDetails } from "./payment-methods";
import { recordEvent } from "./record-event.server";
import { type BalanceTransaction, type Charge, idOf, type PaymentIntent } from "./stripe-objects";
import type { Turn } from "./turn";

const NO_ADDRESS = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };

export type ChargeFailure = { code: string; message: string };

/** A new charge for an intent: `pending`, not yet decided. Nothing is announced here. */
export function openCharge(turn: Turn, intent: PaymentIntent, method: PaymentMethod, is_verified = false): Charge {
  const charge: Charge = {
    id: turn.mintId("ch_"),
    object: "charge",
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: { address: NO_ADDRESS, email: null, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: method === "card" ? "SIMULATED" : null,
    captured: false,
    created: turn.now,
    currency: intent.currency,
    customer: null,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: { ...intent.metadata },
    on_behalf_of: null,
    outcome: null,
    paid: false,
    payment_intent: intent.id,
    payment_method: typeof intent.payment_method === "string" ? intent.payment_method : null,
    payment_method_details: paymentMethodDetails(method, intent.amount, is_verified),
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: "pending",
    transfer_data: null,
    transfer_group: intent.transfer_group,
  };
  turn.objects.insert(charge);
  return charge;
}

/**
 * The money is there. The balance transaction follows in `charge.updated`, as with automatic_async capture: at once, or
 * where `lateBalance` says so, later.
 */
export function succeedCharge(turn: Turn, charge: Charge, method: PaymentMethod): Charge {
  const succeeded: Charge = {
    ...charge,
    amount_captured: charge.amount,
    captured: true,
    outcome: APPROVED,
    paid: true,
    status: "succeeded",
  };
  turn.objects.replace(succeeded);
  recordEvent(turn, "charge.succeeded", succeeded);
  const { lateBalance: late_ms } = turn.habits();
  if (late_ms > 0) {
    turn.steps.add(charge.id, "balance-arrives", turn.now_ms + late_ms);
    return succeeded;
  }
  return { ...succeeded, balance_transaction: bookCharge(turn, succeeded, method).id };
}

/** The balance transaction of a charge that succeeded; one that was to come late comes now. */
export function findBalanceTransaction(turn: Turn, charge_id: string): BalanceTransaction {
  const charge = turn.objects.get("charge", charge_id);
  const booked = idOf(charge.balance_transaction);
  if (booked !== null) return turn.objects.get("balance_transaction", booked);
  turn.steps.drop(charge.id, "balance-arrives");
  const transaction = bookCharge(turn, charge, methodOfCharge(charge));
  publishBalanceTransaction(turn, { ...charge, balance_transaction: transaction.id });
  return transaction;
}

/** Announces the balance transaction that `succeedCharge` booked, if it did. */
export function publishBalanceTransaction(turn: Turn, charge: Charge): void {
  if (charge.balance_transaction === null) return;
  turn.objects.replace(charge);
  recordEvent(turn, "charge.updated", charge, { balance_transaction: null });
}

export function failCharge(turn: Turn, charge: Charge, method: PaymentMethod, failure: ChargeFailure): Charge {
  const failed: Charge = {
    ...charge,
    failure_code: failure.code,
    failure_message: failure.message,
    outcome: isWallet(method) ? null : DECLINED,
    status: "failed",
  };
  turn.objects.replace(failed);
  recordEvent(turn, "charge.failed", failed);
  return failed;
}

const APPROVED: Stripe.Charge.Outcome = {
  advice_code: null,
  network_advice_code: null,
  network_decline_code: null,
  network_status: "approved_by_network",
  reason: null,
  risk_level: "normal",
  seller_message: "Payment complete.",
  type: "authorized",
};

const DECLINED: Stripe.Charge.Outcome = {
  advice_code: "try_again_later",
  network_advice_code: null,
  network_decline_code: null,
  network_status: "declined_by_network",
  reason: "generic_decline",
  risk_level: "normal",
  seller_message: "The bank did not return any further details with this decline.",
  type: "issuer_declined",
};
