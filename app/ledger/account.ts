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

/** The operator's own bank account. */
export const OPERATOR_BANK = "assets:bank:operator";
/** The fund's own bank account. */
export const FUND_BANK = "assets:bank:fund";
/** Contributions that were sent and are not yet on the fund's bank statement. */
export const FUND_TRANSIT = "assets:transit:fund";
/** What chargebacks cost the operator. */
export const DISPUTE_LOSSES = "expenses:dispute_losses";

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

/** What a merchant was paid and has to give back. */
export function receivableAccount(merchant_id: string): string {
  return `assets:receivable:merchant:${merchant_id}`;
}

/** Money that a card's bank has taken back while a dispute is decided. */
export function disputedAccount(dispute_id: string): string {
  return `assets:disputed:${dispute_id}`;
}

/** Which account of the chart a name stands for, and whom it belongs to where there is one account for each. */
export type AccountName = {
  key:
    | "stripe"
    | "stripe_fees"
    | "commission"
    | "fund_earned"
    | "fund_banked"
    | "operator_bank"
    | "fund_bank"
    | "fund_transit"
    | "dispute_losses"
    | "held"
    | "surplus"
    | "merchant"
    | "receivable"
    | "disputed"
    | "other";
  /** Id of the booking, merchant or dispute the account is kept for. */
  subject: string | null;
};

const SINGLE_ACCOUNTS: Readonly<Record<string, AccountName["key"]>> = {
  [STRIPE_BALANCE]: "stripe",
  [STRIPE_FEES]: "stripe_fees",
  [COMMISSION]: "commission",
  [FUND_EARNED]: "fund_earned",
  [FUND_BANKED]: "fund_banked",
  [OPERATOR_BANK]: "operator_bank",
  [FUND_BANK]: "fund_bank",
  [FUND_TRANSIT]: "fund_transit",
  [DISPUTE_LOSSES]: "dispute_losses",
};

/** Accounts of which there is one for every booking, merchant or dispute; all of one kind begin with the same text. */
export const ACCOUNT_GROUPS = [
  { key: "held", prefix: "liabilities:held:" },
  { key: "surplus", prefix: "liabilities:surplus:" },
  { key: "merchant", prefix: "liabilities:merchant:" },
  { key: "receivable", prefix: "assets:receivable:merchant:" },
  { key: "disputed", prefix: "assets:disputed:" },
] as const;

/** Accounts of which there is only one. */
export const SINGLE_ACCOUNT_NAMES: readonly string[] = Object.keys(SINGLE_ACCOUNTS);

export function accountName(account: string): AccountName {
  const single = SINGLE_ACCOUNTS[account];
  if (single) return { key: single, subject: null };
  const group = ACCOUNT_GROUPS.find(({ prefix }) => account.startsWith(prefix));
  return group ? { key: group.key, subject: account.slice(group.prefix.length) } : { key: "other", subject: null };
}

/**
 * The account without whom it is kept for: `liabilities:held:4f…` → `liabilities:held`. Of an account this chart does
 * not know, only the first two words are kept: what follows may name somebody.
 */
export function accountWithoutSubject(account: string): string {
  const { key, subject } = accountName(account);
  if (key === "other") return account.split(":").slice(0, 2).join(":");
  return subject === null ? account : account.slice(0, -subject.length - 1);
}
