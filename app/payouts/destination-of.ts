import type { PayoutAccountTable } from "#db/schema/payouts";

/** Where a merchant's transfers go; undefined where it is not paid by transfer, or its account may not receive any. */
export function destinationOf(account: PayoutAccountTable | undefined): string | undefined {
  if (account?.rail !== "stripe_transfer" || account.is_payable !== 1) return undefined;
  return account.stripe_account_id ?? undefined;
}
