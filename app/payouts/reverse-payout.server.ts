import type { PayoutTable } from "#db/schema/payouts";
import { getCommunity } from "~/alliance/alliance.queries.server";
import { reopenSettlement } from "~/bookings/reopen-settlement.server";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { findEntryByIdem } from "~/ledger/ledger.queries.server";
import { postJournalEntry } from "~/ledger/post-journal-entry.server";
import type { Trx } from "~/platform/database.server";
import { nettingName, nettingUndoneEntry } from "./payout-entries";
import { listPayoutShares } from "./payouts.queries.server";

/**
 * The payee did not get the money after all: the shares are due again, and what was set off for them is open again. What
 * was paid ahead is had back no more.
 * Callers hold the locks of the shares' bookings and of the payout.
 */
export async function reversePayout(trx: Trx, payout: PayoutTable, now: Instant): Promise<void> {
  const is_advance = payout.reopened_as === "advance";
  const shares = is_advance ? [] : await listPayoutShares(trx, payout.id);
  for (const { voucher_id } of shares) await reopenSettlement(trx, voucher_id, now);
  if (payout.merchant_id === null || (payout.netted_minor === 0 && !is_advance)) return;
  const name = nettingName(payout);
  const netted = await findEntryByIdem(trx, `netted:${name}`);
  assert(netted, "what was set off is in the journal");
  const { zone } = await getCommunity(trx);
  await postJournalEntry(trx, nettingUndoneEntry(netted, name, now), zone, now);
}
