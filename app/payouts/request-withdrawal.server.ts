import { getCommunity } from "~/alliance/alliance.queries.server";
import type { Instant } from "~/kernel/instant";
import type { Minor } from "~/kernel/money";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import { lockName } from "~/platform/lock-name.server";
import { referenceOf } from "./payout-plan";
import { insertWithdrawal } from "./payouts.store.server";
import { findOpenWithdrawal, getWithdrawableSum } from "./withdrawals.queries.server";

/**
 * Asks to move money from the processor's balance to the operator's bank account; nothing moves before a second person
 * approves. One at a time, and never what is spoken for: residents' money, refunds and transfers stay. Gives its id.
 */
export async function requestWithdrawal(
  trx: Trx,
  { amount_minor, requested_by }: { amount_minor: Minor; requested_by: string },
  now: Instant,
): Promise<Result<string, "amount-invalid" | "more-than-there-is" | "withdrawal-open">> {
  if (amount_minor <= 0) return failure("amount-invalid");
  // one at a time: two who ask at once would each see none
  await lockName(trx, "withdrawal");
  if (await findOpenWithdrawal(trx)) return failure("withdrawal-open");
  if (amount_minor > (await getWithdrawableSum(trx)).withdrawable_minor) return failure("more-than-there-is");
  const { currency } = await getCommunity(trx);
  const id = newId();
  await insertWithdrawal(trx, {
    ...UNDECIDED,
    id,
    reference: referenceOf(id),
    amount_minor,
    currency,
    state: "requested",
    requested_by,
    requested_at: now,
  });
  return ok(id);
}

const UNDECIDED = {
  approved_by: null,
  approved_at: null,
  stripe_payout_id: null,
  finished_at: null,
  failure_reason: null,
  bank_line_id: null,
};
