import { getCommunity } from "~/alliance/alliance.queries.server";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { postJournalEntryOnce } from "~/ledger/post-journal-entry-once.server";
import type { PayoutFact } from "~/payments/payout-fact";
import type { Trx } from "~/platform/database.server";
import { lockWithdrawal, moveWithdrawal } from "./payouts.store.server";
import { withdrawalEntry, withdrawalFailedEntry } from "./withdrawal-entries";
import { findWithdrawalByStripeId } from "./withdrawals.queries.server";

/**
 * Takes in a withdrawal as the processor tells it, in any order and any number of times: one entry when the money leaves
 * the balance, one mirror entry when it comes back; a failure has the last word. `withdrawal-unknown`:
 * nobody asked for it here; its event stays visible as one that could not be applied.
 */
export async function recordWithdrawal(
  trx: Trx,
  fact: PayoutFact,
  now: Instant,
): Promise<Result<undefined, "withdrawal-unknown">> {
  const id = fact.withdrawal_id ?? (await findWithdrawalByStripeId(trx, fact.stripe_payout_id))?.id;
  const withdrawal = id === undefined ? undefined : await lockWithdrawal(trx, id);
  if (!withdrawal) return failure("withdrawal-unknown");
  assert(withdrawal.amount_minor === fact.amount_minor, "the processor pays out what was asked");
  const { zone } = await getCommunity(trx);
  const entry = await postJournalEntryOnce(trx, withdrawalEntry(withdrawal, fact, now), zone, now);
  const { outcome, stripe_payout_id } = fact;
  if (outcome === "failed" || outcome === "canceled") {
    const change = { state: outcome, stripe_payout_id, finished_at: now, failure_reason: fact.failure_reason ?? null };
    await moveWithdrawal(trx, withdrawal.id, ["approved", "submitted", "paid"], change);
    await postJournalEntryOnce(trx, withdrawalFailedEntry(entry, fact, now), zone, now);
    return ok();
  }
  const from = outcome === "paid" ? (["approved", "submitted"] as const) : (["approved"] as const);
  const finished_at = outcome === "paid" ? now : null;
  await moveWithdrawal(trx, withdrawal.id, from, { state: outcome, stripe_payout_id, finished_at });
  return ok();
}
