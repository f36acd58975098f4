import { assert } from "~/kernel/assert";
import { type Minor, shareOf } from "~/kernel/money";

/** Who gets what of one voucher; the three legs always sum to what was paid for it. */
export type Split = { merchant_minor: Minor; commission_minor: Minor; fund_minor: Minor };

/** commission and contribution are floor shares, the merchant takes the rest. Source: domain.md, Money. */
export function splitOf(gross_minor: Minor, rates: { commission_bps: number; fund_bps: number }): Split {
  assert(rates.commission_bps + rates.fund_bps <= 10_000, "shares do not exceed the whole");
  const commission_minor = shareOf(gross_minor, rates.commission_bps);
  const fund_minor = shareOf(gross_minor, rates.fund_bps);
  return { merchant_minor: gross_minor - commission_minor - fund_minor, commission_minor, fund_minor };
}
