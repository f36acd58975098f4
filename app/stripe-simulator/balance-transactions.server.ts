import { DAY_MS } from "~/kernel/instant";
import type { PaymentMethod } from "./payment-methods";
import type { BalanceTransaction, Charge, Dispute, Payout, Refund } from "./stripe-objects";
import type { Turn } from "./turn";

/** Fee of a charge: floor(amount × bps / 10000) minor units, no fixed part. */
const FEE_BPS: Record<PaymentMethod, number> = { card: 290, alipay: 220, wechat_pay: 220 };
const BPS_DENOMINATOR = 10_000;
/** What a dispute costs, won or lost: minor units. */
const DISPUTE_FEE = 1_500;
const AVAILABLE_AFTER_SECONDS = (2 * DAY_MS) / 1_000;

/** The balance transaction of a charge that succeeded: amount − fee, available two days later. */
export function bookCharge(turn: Turn, charge: Charge, method: PaymentMethod): BalanceTransaction {
  const fee = Math.floor((charge.amount * FEE_BPS[method]) / BPS_DENOMINATOR);
  const fee_details = fee === 0 ? [] : [feeDetail(fee, charge.currency)];
  const transaction = balanceTransaction(turn, {
    amount: charge.amount,
    currency: charge.currency,
    available_on: turn.now + AVAILABLE_AFTER_SECONDS,
    description: charge.description,
    fee,
    fee_details,
    reporting_category: "charge",
    source: charge.id,
    type: method === "card" ? "charge" : "payment",
  });
  turn.objects.insert(transaction);
  return transaction;
}

/** The balance transaction that takes a refund out of the balance; fees are not given back. */
export function bookRefund(
  turn: Turn,
  refund: Refund,
  method: PaymentMethod,
  charge_available_on: number,
): BalanceTransaction {
  const transaction = balanceTransaction(turn, {
    amount: -refund.amount,
    currency: refund.currency,
    available_on: Math.max(turn.now, charge_available_on),
    description: "REFUND FOR CHARGE",
    reporting_category: "refund",
    source: refund.id,
    type: method === "card" ? "refund" : "payment_refund",
  });
  turn.objects.insert(transaction);
  return transaction;
}

/** The balance transaction that puts the money of a failed refund back. */
export function bookRefundFailure(turn: Turn, refund: Refund, method: PaymentMethod): BalanceTransaction {
  const transaction = balanceTransaction(turn, {
    amount: refund.amount,
    currency: refund.currency,
    available_on: turn.now,
    description: "REFUND FAILURE",
    reporting_category: "refund_failure",
    source: refund.id,
    type: method === "card" ? "refund_failure" : "payment_failure_refund",
  });
  turn.objects.insert(transaction);
  return transaction;
}

/** The balance transaction that takes a disputed amount and the fee of the dispute out of the balance. */
export function bookDispute(turn: Turn, dispute: Dispute): BalanceTransaction {
  const transaction = balanceTransaction(turn, {
    amount: -dispute.amount,
    currency: dispute.currency,
    available_on: turn.now,
    description: `Chargeback withdrawal for ${dispute.charge}`,
    fee: DISPUTE_FEE,
    fee_details: [feeDetail(DISPUTE_FEE, dispute.currency, "Dispute fee")],
    reporting_category: "dispute",
    source: dispute.id,
    type: "adjustment",
  });
  turn.objects.insert(transaction);
  return transaction;
}

/** The balance transaction that gives a disputed amount back; the fee is kept. */
export function bookDisputeReversal(turn: Turn, dispute: Dispute): BalanceTransaction {
  const transaction = balanceTransaction(turn, {
    amount: dispute.amount,
    currency: dispute.currency,
    available_on: turn.now,
    description: `Chargeback reversal for ${dispute.charge}`,
    reporting_category: "dispute_reversal",
    source: dispute.id,
    type: "adjustment",
  });
  turn.objects.insert(transaction);
  return transaction;
}

type TransferMove = { source: string; amount: number; currency: string; available_on: number };

/** Money leaves for a connected account (negative), or comes back from it. */
export function bookTransfer(turn: Turn, move: TransferMove): BalanceTransaction {
  const is_return = move.amount > 0;
  const transaction = balanceTransaction(turn, {
    ...move,
    description: is_return ? "REFUND FOR TRANSFER" : "TRANSFER",
    reporting_category: is_return ? "transfer_reversal" : "transfer",
    type: is_return ? "transfer_refund" : "transfer",
  });
  turn.objects.insert(transaction);
  return transaction;
}

/** Money leaves for the platform's bank (negative), or comes back from it. */
export function bookPayout(turn: Turn, payout: Payout, amount: number): BalanceTransaction {
  const is_return = amount > 0;
  const transaction = balanceTransaction(turn, {
    amount,
    currency: payout.currency,
    available_on: turn.now,
    description: is_return ? "STRIPE PAYOUT FAILURE" : "STRIPE PAYOUT",
    reporting_category: is_return ? "payout_reversal" : "payout",
    source: payout.id,
    type: is_return ? "payout_failure" : "payout",
  });
  turn.objects.insert(transaction);
  return transaction;
}

type Booking = Pick<
  BalanceTransaction,
  "amount" | "currency" | "available_on" | "description" | "reporting_category" | "source" | "type"
> &
  Partial<Pick<BalanceTransaction, "fee" | "fee_details">>;

function balanceTransaction(turn: Turn, booking: Booking): BalanceTransaction {
  const fee = booking.fee ?? 0;
  return {
    id: turn.mintId("txn_"),
    object: "balance_transaction",
    balance_type: "payments",
    created: turn.now,
    exchange_rate: null,
    status: "pending",
    ...booking,
    fee,
    fee_details: booking.fee_details ?? [],
    net: booking.amount - fee,
  };
}

function feeDetail(
  amount: number,
  currency: string,
  description = "Stripe processing fees",
): BalanceTransaction["fee_details"][number] {
  return { amount, application: null, currency, description, type: "stripe_fee" };
}
