export type BookingState = "held" | "paying" | "paid" | "redeemed" | "settled" | "expired" | "cancelled" | "refunded";

export type BookingTable = {
  id: string;
  resident_id: string;
  offer_id: string;
  merchant_id: string;
  slot_id: string | null;
  quantity: number;
  is_quota_counted: number;
  is_no_show_kept: number;
  state: BookingState;
  unit_price_minor: number;
  gross_minor: number;
  currency: string;
  terms_json: string;
  contact_phone: string;
  note: string;
  created_at: string;
  hold_until: string;
  paid_at: string | null;
  valid_until: string | null;
  charge_id: string | null;
  policy_json: string | null;
  refunded_minor: number;
  closed_at: string | null;
  close_reason: string | null;
};

export type ResidentTallyTable = { resident_id: string; unpaid_count: number };

export type VoucherTable = {
  id: string;
  booking_id: string;
  ordinal: number;
  merchant_id: string;
  gross_minor: number;
  state: "issued" | "redeemed" | "void";
  code_round: number;
  code_digest: string;
  token_digest: string;
  redeemed_at: string | null;
  redemption_count: number;
  /** Given back after use, and how much of that came out of which share; what is left is the merchant's. */
  refunded_minor: number;
  refunded_commission_minor: number;
  refunded_fund_minor: number;
};

export type RedemptionTable = {
  voucher_id: string;
  ordinal: number;
  merchant_id: string;
  /** Empty where nobody served: a no-show whose price is kept. */
  cashier_id: string;
  redeemed_at: string;
  is_no_show: number;
  undone_at: string | null;
  undone_by: string | null;
  undo_reason: string | null;
};

export type SettlementTable = {
  voucher_id: string;
  booking_id: string;
  merchant_id: string;
  amount_minor: number;
  state: "waiting" | "due" | "sent" | "done" | "held";
  due_at: string;
  /** The merchant's part of refunds before it was paid (−1 to amount + 1): what is payable is amount − returned. */
  returned_minor: number;
  /** The merchant's part of refunds after it was paid: to be had back from the merchant. */
  owed_back_minor: number;
};

export type RefundState = "requested" | "submitted" | "succeeded" | "failed" | "canceled";

/**
 * Why money goes back: given back by the resident, never used, paid where no booking could take it, agreed after use,
 * refunded by hand at the processor, or what a voucher voided by one of those still held.
 */
export type RefundReason = "resident_cancelled" | "expired" | "surplus" | "agreed" | "dashboard" | "rest";
export type PartyAtFault = "resident" | "merchant" | "operator" | "nobody";
/** Who bears what a refund costs: the operator its fee alone, the merchant, or everyone the share they had. */
export type LossBearer = "operator" | "merchant" | "everyone";

export type RefundTable = {
  id: string;
  key: string;
  booking_id: string;
  charge_id: string;
  reason: RefundReason;
  at_fault: PartyAtFault;
  loss_borne_by: LossBearer;
  amount_minor: number;
  state: RefundState;
  stripe_refund_id: string | null;
  request_id: string | null;
  /** The failed refund that a person asked for again with this one. */
  replaces_id: string | null;
  requested_at: string;
  finished_at: string | null;
  failure_reason: string | null;
  resolved_at: string | null;
  resolved_by: string | null;
  resolution: "asked-again" | "paid-otherwise" | null;
  resolution_note: string | null;
};

/** Somebody says that a failed refund was paid from the operator's bank; it counts once a bank line bears it out. */
export type RefundPaymentTable = {
  id: string;
  refund_id: string;
  amount_minor: number;
  bank_reference: string;
  note: string;
  state: "waiting" | "confirmed" | "withdrawn";
  decided_by: string;
  decided_at: string;
  ended_by: string | null;
  ended_at: string | null;
  bank_line_id: string | null;
};

export type RefundPartTable = {
  refund_id: string;
  ordinal: number;
  voucher_id: string | null;
  /** Where the money lies: with the unused voucher, as surplus, or split between the parties. */
  source: "held" | "surplus" | "split";
  amount_minor: number;
  /** Of a split part, once it is posted: what each party gave back, and whether the merchant had been paid. */
  commission_minor: number | null;
  fund_minor: number | null;
  merchant_minor: number | null;
  is_merchant_paid: number | null;
};

export type RefundRequestTable = {
  id: string;
  booking_id: string;
  voucher_id: string;
  merchant_id: string;
  resident_id: string;
  reason: string;
  wanted_minor: number;
  state: "requested" | "agreed" | "refused" | "withdrawn";
  agreed_minor: number | null;
  answer: string | null;
  requested_at: string;
  answered_at: string | null;
  answered_by: string | null;
};

export type ComplaintKind = "contest" | "refund-refused" | "refund-unanswered";

export type ComplaintTable = {
  id: string;
  kind: ComplaintKind;
  booking_id: string;
  voucher_id: string;
  merchant_id: string;
  resident_id: string;
  request_id: string | null;
  text: string;
  state: "open" | "closed";
  outcome: "withdrawn" | "undone" | "refunded" | null;
  opened_at: string;
  closed_at: string | null;
};

/** A cardholder's bank takes a payment back, or asks about it. */
export type DisputeTable = {
  /** The processor's own id, `dp_…`. */
  id: string;
  booking_id: string;
  charge_id: string;
  /** May be less or more than was charged. */
  amount_minor: number;
  currency: string;
  /** The processor's word. */
  status: string;
  reason: string;
  /** While it is, the booking's vouchers cannot be used, nothing of it is refunded and its settlements are held. */
  is_blocking: number;
  /** Balance transactions it had when it was last read: it only ever gets more. */
  transaction_count: number;
  evidence_due_at: string | null;
  opened_at: string;
  closed_at: string | null;
};

/** Where the money of a lost dispute came from. */
export type DisputePartTable = {
  dispute_id: string;
  ordinal: number;
  voucher_id: string | null;
  /** Unused vouchers, used ones, surplus, or nothing of ours: the operator's loss. */
  source: "held" | "split" | "surplus" | "loss";
  amount_minor: number;
  /** Of a split part: what the merchant bears; the rest is the operator's loss. */
  merchant_minor: number;
  is_merchant_paid: number;
  /** What a late win brought back: of what the merchant does not bear, and of what it does. */
  recovered_minor: number;
  recovered_merchant_minor: number;
};

/** The processor looks at a payment it finds suspicious. */
export type PaymentReviewTable = {
  id: string;
  booking_id: string;
  charge_id: string;
  reason: string;
  opened_at: string;
  closed_at: string | null;
};
