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
};

export type RedemptionTable = {
  voucher_id: string;
  ordinal: number;
  merchant_id: string;
  cashier_id: string;
  redeemed_at: string;
};

export type SettlementTable = {
  voucher_id: string;
  booking_id: string;
  merchant_id: string;
  amount_minor: number;
  state: "waiting" | "due" | "sent" | "done" | "held";
  due_at: string;
};

export type RefundState = "requested" | "submitted" | "succeeded" | "failed" | "canceled";

/** Why money goes back: given back by the resident, never used, or paid where no booking could take it. */
export type RefundReason = "resident_cancelled" | "expired" | "surplus";

export type RefundTable = {
  id: string;
  booking_id: string;
  charge_id: string;
  reason: RefundReason;
  amount_minor: number;
  state: RefundState;
  stripe_refund_id: string | null;
  requested_at: string;
  finished_at: string | null;
};
