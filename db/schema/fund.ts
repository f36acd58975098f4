export type ReceiptTable = { code: string; voucher_id: string; promise_json: string; created_at: string };
