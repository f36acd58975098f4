/** Chart of accounts. Debit positive, credit negative; names are promised to auditors in contract.md. */
export const ACCOUNT_PATTERN = /^(assets|liabilities|revenue|expenses|equity)(:[A-Za-z0-9_.-]+)+$/;

/** Our balance at the payment processor. */
export const STRIPE_BALANCE = "assets:stripe";
/** What the processor charges the operator for handling payments. */
export const STRIPE_FEES = "expenses:stripe_fees";
/** The operator's share of redeemed vouchers. */
export const COMMISSION = "revenue:commission";
/** The fund's share of redeemed vouchers that is not yet on the fund's bank account. */
export const FUND_EARNED = "liabilities:fund:earned";
/** The fund's money on its own bank account. */
export const FUND_BANKED = "liabilities:fund:banked";

/** Money of a booking that is paid and not yet redeemed or refunded. */
export function heldAccount(booking_id: string): string {
  return `liabilities:held:${booking_id}`;
}

/** Money that arrived for a booking that could not take it; it goes back in full. */
export function surplusAccount(booking_id: string): string {
  return `liabilities:surplus:${booking_id}`;
}

/** What is owed to a merchant for redeemed vouchers. */
export function merchantAccount(merchant_id: string): string {
  return `liabilities:merchant:${merchant_id}`;
}
