import type { Split } from "~/fund/contribution";
import { assert } from "~/kernel/assert";
import { type Minor, proportionOf } from "~/kernel/money";

/** What was given back of one redeemed voucher so far, and how much of that came from which party. */
export type Refunded = { refunded_minor: Minor; commission_minor: Minor; fund_minor: Minor };

/**
 * Who gives back how much of a refund after use. Refunds are cumulative: of the first n fen refunded, a party's share is
 * floor(share × n / G), the merchant bears the rest; a refund takes what brings each party to that. Where an earlier
 * refund failed, a party may stand above it: then it gives nothing until the others have caught up, for a part that gave
 * something back could not be taken back itself. A chain of partial refunds of everything, in any order and with failures
 * in between, ends at zero for everyone. On the way the merchant's part may be negative by one fen. Source: domain.md,
 * Money; payments.md, C1.
 */
export function refundShares(split: Split, refunded: Refunded, amount_minor: Minor): Split {
  const gross_minor = split.merchant_minor + split.commission_minor + split.fund_minor;
  const refunded_minor = refunded.refunded_minor + amount_minor;
  assert(amount_minor > 0, "a refund gives something back");
  assert(refunded.refunded_minor >= 0 && refunded_minor <= gross_minor, "a refund is within what was paid");
  const partOf = (share_minor: Minor, given_minor: Minor) =>
    Math.max(0, proportionOf(share_minor, refunded_minor, gross_minor) - given_minor);
  const commission_minor = partOf(split.commission_minor, refunded.commission_minor);
  const fund_minor = partOf(split.fund_minor, refunded.fund_minor);
  return { commission_minor, fund_minor, merchant_minor: amount_minor - commission_minor - fund_minor };
}
