import type Stripe from "stripe";
import { DAY_MS } from "~/kernel/instant";
import { malformed, refused } from "./api-failure";
import { bookDispute, bookDisputeReversal } from "./balance-transactions.server";
import { findBalanceTransaction } from "./charges.server";
import type { FormReader } from "./form-reader";
import { methodOfCharge } from "./payment-methods";
import { recordEvent } from "./record-event.server";
import { failRefund } from "./refunds.server";
import { type BalanceTransaction, type Charge, type Dispute, requiredIdOf } from "./stripe-objects";
import type { Turn } from "./turn";

/** Days a platform has to answer a dispute. */
const EVIDENCE_DAYS = 7;

export const OPENING_STATUSES = ["needs_response", "warning_needs_response", "lost"] as const;
export const DISPUTE_REASONS = [
  "general",
  "fraudulent",
  "duplicate",
  "product_not_received",
  "product_unacceptable",
  "credit_not_processed",
  "unrecognized",
] as const;
export const DISPUTE_OUTCOMES = ["won", "lost", "warning_closed"] as const;
export type DisputeOutcome = (typeof DISPUTE_OUTCOMES)[number];

export type DisputeOpening = {
  charge_id: string;
  /** Minor units; the charge's amount unless told. Banks may dispute less or more than was charged. */
  amount: number | undefined;
  status: (typeof OPENING_STATUSES)[number];
  reason: (typeof DISPUTE_REASONS)[number];
};

/**
 * The cardholder's bank disputes a charge. An inquiry (`warning_…`) moves no money; a dispute that arrives `lost` was
 * decided before anybody was asked, and is never announced as closed.
 */
export function openDispute(turn: Turn, opening: DisputeOpening): Dispute {
  const charge = turn.objects.get("charge", opening.charge_id, "charge");
  if (charge.status !== "succeeded")
    throw refused("Only a charge that succeeded can be disputed.", { param: "charge" });
  if (methodOfCharge(charge) !== "card") throw refused("Wallet payments have no disputes.", { param: "charge" });
  const dispute = newDispute(turn, charge, opening);
  turn.objects.insert(dispute);
  findBalanceTransaction(turn, charge.id);
  turn.objects.replace({ ...turn.objects.get("charge", charge.id), disputed: true });
  recordEvent(turn, "charge.dispute.created", dispute);
  return isInquiry(dispute) ? dispute : withdrawFunds(turn, dispute);
}

/** An inquiry becomes a dispute: now the money goes. */
export function escalateDispute(turn: Turn, dispute_id: string): Dispute {
  const dispute = turn.objects.get("dispute", dispute_id, "dispute");
  if (!isOpen(dispute) || !isInquiry(dispute)) throw refused("Only an open inquiry becomes a dispute.");
  const escalated = change(turn, dispute, {
    is_charge_refundable: false,
    payment_method_details: cardDetails("chargeback"),
    status: "needs_response",
  });
  recordEvent(turn, "charge.dispute.updated", escalated, { status: dispute.status });
  return withdrawFunds(turn, escalated);
}

function withdrawFunds(turn: Turn, dispute: Dispute): Dispute {
  const withdrawn = change(turn, dispute, { balance_transactions: [bookDispute(turn, dispute)] });
  recordEvent(turn, "charge.dispute.funds_withdrawn", withdrawn);
  const pending = turn.objects.list("refund", {
    where: { charge: requiredIdOf(dispute.charge), status: "pending" },
    limit: 100,
  });
  for (const refund of pending.data) failRefund(turn, refund.id, "charge_for_pending_refund_disputed");
  return withdrawn;
}

/** The bank decides. A lost dispute may still be won later; what is decided so already stays as it is. */
export function closeDispute(turn: Turn, dispute_id: string, outcome: DisputeOutcome): Dispute {
  const dispute = turn.objects.get("dispute", dispute_id, "dispute");
  if (dispute.status === outcome) return dispute;
  const is_late_win = dispute.status === "lost" && outcome === "won";
  if (!isOpen(dispute) && !is_late_win) throw refused(`The dispute is closed already: ${dispute.status}.`);
  if (isInquiry(dispute) !== (outcome === "warning_closed")) {
    throw refused(`A dispute that is ${dispute.status} does not become ${outcome}.`, { param: "outcome" });
  }
  const reversals = outcome === "won" ? [bookDisputeReversal(turn, dispute)] : [];
  const closed = change(turn, dispute, {
    balance_transactions: [...dispute.balance_transactions, ...reversals],
    is_charge_refundable: outcome !== "lost",
    status: outcome,
  });
  if (outcome === "won") recordEvent(turn, "charge.dispute.funds_reinstated", closed, { status: dispute.status });
  recordEvent(turn, "charge.dispute.closed", closed, { status: dispute.status });
  return closed;
}

/** POST /v1/disputes/:id/close: the platform gives in. */
export function acceptDispute(turn: Turn, dispute_id: string): Dispute {
  const dispute = turn.objects.get("dispute", dispute_id, "dispute");
  if (!isOpen(dispute)) throw refused("This dispute is already closed.");
  return closeDispute(turn, dispute_id, isInquiry(dispute) ? "warning_closed" : "lost");
}

/** POST /v1/disputes/:id: stages evidence and, unless `submit=false`, hands it to the bank. */
export function answerDispute(turn: Turn, form: FormReader, dispute_id: string): Dispute {
  const evidence = readEvidence(form.table("evidence"));
  const is_submitted = form.flag("submit") ?? true;
  const metadata = form.metadata("metadata");
  form.refuseUnknown();
  const dispute = turn.objects.get("dispute", dispute_id, "dispute");
  if (!isOpen(dispute)) throw refused("This dispute is already closed.");
  const { evidence_details: details } = dispute;
  const answered = change(turn, dispute, {
    evidence: { ...dispute.evidence, ...evidence },
    evidence_details: {
      ...details,
      has_evidence: details.has_evidence || Object.keys(evidence).length > 0,
      past_due: details.past_due || (is_submitted && turn.now > (details.due_by ?? turn.now)),
      submission_count: details.submission_count + Number(is_submitted),
      submission_method: is_submitted ? "manual" : (details.submission_method ?? "not_submitted"),
    },
    metadata: { ...dispute.metadata, ...metadata },
    status: is_submitted ? (isInquiry(dispute) ? "warning_under_review" : "under_review") : dispute.status,
  });
  recordEvent(turn, "charge.dispute.updated", answered, { status: dispute.status });
  return answered;
}

function readEvidence(form: FormReader): Partial<Dispute["evidence"]> {
  const given = TEXT_EVIDENCE.map((name) => [name, form.text(name)] as const);
  return Object.fromEntries(given.filter(([, text]) => text !== undefined));
}

function change(turn: Turn, dispute: Dispute, changes: Partial<Dispute>): Dispute {
  const changed = { ...dispute, ...changes };
  turn.objects.replace(changed);
  return changed;
}

function isOpen(dispute: Dispute): boolean {
  return dispute.status.endsWith("needs_response") || dispute.status.endsWith("under_review");
}

function isInquiry(dispute: Dispute): boolean {
  return dispute.status.startsWith("warning_");
}

function newDispute(turn: Turn, charge: Charge, opening: DisputeOpening): Dispute {
  const is_inquiry = opening.status === "warning_needs_response";
  return {
    id: turn.mintId("dp_"),
    object: "dispute",
    amount: opening.amount ?? charge.amount,
    balance_transactions: [] as BalanceTransaction[],
    charge: charge.id,
    created: turn.now,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: NO_EVIDENCE,
    evidence_details: {
      due_by: opening.status === "lost" ? null : turn.now + (EVIDENCE_DAYS * DAY_MS) / 1_000,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: "not_submitted",
    },
    intended_submission_method: null,
    is_charge_refundable: is_inquiry,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: cardDetails(is_inquiry ? "inquiry" : "chargeback"),
    reason: opening.reason,
    status: opening.status,
  };
}

function cardDetails(case_type: "inquiry" | "chargeback"): NonNullable<Dispute["payment_method_details"]> {
  return { type: "card", card: { brand: "visa", case_type, network: "visa", network_reason_code: "10.4" } };
}

/** Reads the amount of a control or a page; a dispute over nothing is none. */
export function disputeAmount(amount: number | undefined): number | undefined {
  if (amount !== undefined && !(Number.isSafeInteger(amount) && amount > 0 && amount <= 99_999_999))
    throw malformed("amount is a whole number of minor units from 1 to 99999999", { param: "amount" });
  return amount;
}

const TEXT_EVIDENCE = [
  "access_activity_log",
  "billing_address",
  "cancellation_policy",
  "cancellation_policy_disclosure",
  "cancellation_rebuttal",
  "customer_communication",
  "customer_email_address",
  "customer_name",
  "customer_purchase_ip",
  "customer_signature",
  "duplicate_charge_documentation",
  "duplicate_charge_explanation",
  "duplicate_charge_id",
  "product_description",
  "receipt",
  "refund_policy",
  "refund_policy_disclosure",
  "refund_refusal_explanation",
  "service_date",
  "service_documentation",
  "shipping_address",
  "shipping_carrier",
  "shipping_date",
  "shipping_documentation",
  "shipping_tracking_number",
  "uncategorized_file",
  "uncategorized_text",
] as const;

const NO_EVIDENCE = {
  ...(Object.fromEntries(TEXT_EVIDENCE.map((name) => [name, null])) as Record<(typeof TEXT_EVIDENCE)[number], null>),
  enhanced_evidence: {},
} satisfies Stripe.Dispute.Evidence;
