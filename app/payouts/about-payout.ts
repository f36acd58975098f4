import type { BankLineTable, PayoutTable } from "#db/schema/payouts";
import { referencesIn } from "./payout-plan";

/** True where money that left the operator's bank may have been this payout: by its reference, or by its amount. */
export function mayBeAbout(
  line: Pick<BankLineTable, "amount_minor" | "text">,
  payout: Pick<PayoutTable, "amount_minor" | "reference">,
): boolean {
  return referencesIn(line.text).includes(payout.reference) || line.amount_minor === -payout.amount_minor;
}
