import { getCommunity } from "~/alliance/alliance.queries.server";
import { type Instant, instant } from "~/kernel/instant";
import { type Minor, sumMinor } from "~/kernel/money";
import { disputedAccount, surplusAccount } from "~/ledger/account";
import type { JournalEntry } from "~/ledger/journal-entry";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import { postJournalEntry } from "~/ledger/post-journal-entry.server";
import type { DisputeFact } from "~/payments/dispute-fact";
import type { Trx } from "~/platform/database.server";
import { type DisputedBooking, disputeLostEntry, disputeMoneyEntry, disputeRecoveredEntry } from "./dispute-entries";
import { allocateSurplusLoss } from "./dispute-loss";
import { freeDisputeIdem, getBorneByOperator, listUnpostedTransactions } from "./disputes.queries.server";
import { lockStrayCharge } from "./lock-stray-charge.server";

/**
 * Takes in a dispute of money that came for a booking which is not here, as often and in any order it is told. False for
 * other money. No dispute is kept, for one belongs to a booking: what its balance transactions moved stands in the
 * journal, and a loss is borne by the surplus that is left, else by the operator.
 */
export async function recordStrayDispute(trx: Trx, fact: DisputeFact, now: Instant): Promise<boolean> {
  const capture = await lockStrayCharge(trx, fact.charge_id);
  if (!capture) return false;
  const about = { booking_id: capture.booking, merchant_id: "", paid_at: instant(capture.effective_at) };
  const unposted = await listUnpostedTransactions(trx, fact);
  const moved_minor = sumMinor(unposted.map(({ transaction }) => transaction.amount_minor));
  const away_minor = (await getAccountBalance(trx, disputedAccount(fact.id))) - moved_minor;
  const entries = unposted.map(({ transaction, idem }) => disputeMoneyEntry(about, fact, transaction, idem));
  if (away_minor > 0 && fact.status === "lost") entries.push(await lossEntry(trx, about, fact, away_minor));
  if (away_minor < 0) entries.push(await recoveryEntry(trx, about, fact, -away_minor));
  const { zone } = await getCommunity(trx);
  for (const entry of entries) await postJournalEntry(trx, entry, zone, now);
  return true;
}

async function lossEntry(
  trx: Trx,
  about: DisputedBooking,
  fact: DisputeFact,
  lost_minor: Minor,
): Promise<JournalEntry> {
  const left_minor = Math.max(0, -(await getAccountBalance(trx, surplusAccount(about.booking_id))));
  const parts = allocateSurplusLoss(left_minor, lost_minor);
  return disputeLostEntry(about, fact, parts, await freeDisputeIdem(trx, `dispute_lost:${fact.id}`));
}

/** The operator first gets back what it bore; the rest is surplus again. */
async function recoveryEntry(
  trx: Trx,
  about: DisputedBooking,
  fact: DisputeFact,
  won_minor: Minor,
): Promise<JournalEntry> {
  const unclaimed_minor = Math.min(won_minor, await getBorneByOperator(trx, fact.id));
  const recovered_minor = won_minor - unclaimed_minor;
  const surplus = { ...SURPLUS_PART, dispute_id: fact.id, amount_minor: recovered_minor };
  const recovered = recovered_minor > 0 ? [{ part: surplus, recovered_minor, recovered_merchant_minor: 0 }] : [];
  const idem = await freeDisputeIdem(trx, `dispute_recovered:${fact.id}`);
  return disputeRecoveredEntry(about, fact, { recovered, unclaimed_minor }, idem);
}

const SURPLUS_PART = {
  ordinal: 1,
  voucher_id: null,
  source: "surplus",
  merchant_minor: 0,
  is_merchant_paid: 0,
  recovered_minor: 0,
  recovered_merchant_minor: 0,
} as const;
