export type ReceiptTable = {
  code: string;
  voucher_id: string;
  merchant_id: string;
  category_id: string;
  paid_minor: number;
  fund_minor: number;
  /** Of the contribution, what went back with refunds after use. */
  returned_minor: number;
  state: "promised" | "entered" | "refunded";
  promised_at: string;
  entered_at: string | null;
  promise_json: string;
};
