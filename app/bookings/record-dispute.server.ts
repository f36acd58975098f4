import { getCommunity } from "~/alliance/alliance.queries.server";
import { type Instant, instant } from "~/kernel/instant";
import { type Minor, sumMinor } from "~/kernel/money";
import { failure, ok, type Result } from "~/kernel/result";
import { disputedAccount } from "~/ledger/account";
import type { ExportedEntry } from "~/ledger/exported-entry";
import type { JournalEntry } from "~/ledger/journal-entry";
import { findEntryByIdem, getAccountBalance } from "~/ledger/ledger.queries.server";
import { postJournalEntry } from "~/ledger/post-journal-entry.server";
import type { DisputeFact, DisputeTransaction } from "~/payments/dispute-fact";
import type { Trx } from "~/platform/database.server";
import type { Booking } from "./bookings.queries.server";
import { lockBooking } from "./bookings.store.server";
import { isBlocking, isDecided, isOutdated } from "./dispute";
import { disputeLostEntry, disputeMoneyEntry, disputeRecoveredEntry } from "./dispute-entries";
import { findDispute } from "./disputes.queries.server";
import { insertDispute, updateDispute } from "./disputes.store.server";
import { loseDispute } from "./lose-dispute.server";
import { recoverDispute } from "./recover-dispute.server";
import { resumeBooking } from "./resume-booking.server";

/** A dispute told, whose it is, and (`capture`) how its charge was booked. */
type ToldDispute = { booking: Booking; fact: DisputeFact; capture: ExportedEntry };
/** A balance transaction that is not in the books yet, and the name its entry will have. */
type UnpostedTransaction = { transaction: DisputeTransaction; idem: string };

/**
 * Takes in a dispute's state as the processor tells it, in any order and any number of times. Money is posted only from
 * its balance transactions; a loss is shared out once the money is gone, and shared out the other way if it comes back.
 * Locks are taken in the order booking, slot, quota, outbox, the ledger's head; a dispute has none but its booking's.
 * `charge-unknown`: its charge is not in the books yet. Source: payments.md, C6.
 */
export async function recordDispute(
  trx: Trx,
  fact: DisputeFact,
  now: Instant,
): Promise<Result<undefined, "charge-unknown">> {
  const capture = await findEntryByIdem(trx, `charge:${fact.charge_id}`);
  const booking = capture?.booking ? await lockBooking(trx, capture.booking) : undefined;
  if (!capture || !booking) return failure("charge-unknown");
  if (!(await keepDispute(trx, booking.id, fact, now))) return ok();
  const told = { booking, fact, capture };
  const unposted = await listUnposted(trx, fact);
  const entries = [
    ...unposted.map(({ transaction, idem }) => disputeMoneyEntry(aboutOf(told, now), fact, transaction, idem)),
    ...(await shareOut(trx, told, sumMinor(unposted.map(({ transaction }) => transaction.amount_minor)), now)),
  ];
  if (capture.kind !== "payment_surplus") await resumeBooking(trx, booking.id, now);
  const { zone } = await getCommunity(trx);
  for (const entry of entries) await postJournalEntry(trx, entry, zone, now);
  return ok();
}

/** Keeps what is told; false where it is older than what is known. */
async function keepDispute(trx: Trx, booking_id: string, fact: DisputeFact, now: Instant): Promise<boolean> {
  const known = await findDispute(trx, fact.id);
  if (known && isOutdated(known, fact)) return false;
  const { id, charge_id, amount_minor, currency, status, reason, opened_at } = fact;
  const state = {
    amount_minor,
    status,
    reason,
    is_blocking: isBlocking(fact) ? 1 : 0,
    transaction_count: fact.transactions.length,
    evidence_due_at: fact.evidence_due_at ?? null,
    closed_at: isDecided(status) ? (known?.closed_at ?? now) : null,
  };
  if (known) await updateDispute(trx, id, state);
  else await insertDispute(trx, { id, booking_id, charge_id, currency, opened_at, ...state });
  return true;
}

async function listUnposted(trx: Trx, fact: DisputeFact): Promise<UnpostedTransaction[]> {
  const unposted: UnpostedTransaction[] = [];
  const first = await findEntryByIdem(trx, `dispute:${fact.id}`);
  let has_opened = first !== undefined;
  for (const transaction of fact.transactions) {
    const { balance_transaction_id, amount_minor, fee_minor } = transaction;
    if ((amount_minor === 0 && fee_minor === 0) || first?.stripe.balance_transaction === balance_transaction_id)
      continue;
    const is_first = amount_minor <= 0 && !has_opened;
    const another =
      amount_minor > 0 ? `dispute_won:${balance_transaction_id}` : `dispute:${fact.id}:${balance_transaction_id}`;
    has_opened ||= is_first;
    const idem = is_first ? `dispute:${fact.id}` : another;
    if (is_first || !(await findEntryByIdem(trx, idem))) unposted.push({ transaction, idem });
  }
  return unposted;
}

/**
 * What the bank has once `moved_minor` is posted: of a lost dispute it is shared out, what it gave back too much is
 * shared out the other way. The row of the dispute, its parts and vouchers change here; the entries are given.
 */
async function shareOut(trx: Trx, told: ToldDispute, moved_minor: Minor, now: Instant): Promise<JournalEntry[]> {
  const { booking, fact, capture } = told;
  const away_minor = (await getAccountBalance(trx, disputedAccount(fact.id))) - moved_minor;
  if (away_minor > 0 && fact.status === "lost") {
    const surplus_minor = capture.kind === "payment_surplus" ? capturedMinor(capture) : undefined;
    const parts = await loseDispute(trx, { booking, fact, surplus_minor }, away_minor, now);
    return [disputeLostEntry(aboutOf(told, now), fact, parts, await freeIdem(trx, `dispute_lost:${fact.id}`))];
  }
  if (away_minor < 0) {
    const back = await recoverDispute(trx, fact.id, -away_minor);
    return [disputeRecoveredEntry(aboutOf(told, now), fact, back, await freeIdem(trx, `dispute_recovered:${fact.id}`))];
  }
  return [];
}

/** A dispute can be lost again after a win that did not last: its second loss has a name of its own. */
async function freeIdem(trx: Trx, name: string, ordinal = 1): Promise<string> {
  const idem = ordinal === 1 ? name : `${name}:${ordinal}`;
  return (await findEntryByIdem(trx, idem)) ? freeIdem(trx, name, ordinal + 1) : idem;
}

function capturedMinor({ postings }: ExportedEntry): Minor {
  return sumMinor(postings.flatMap(({ amount }) => (amount > 0 ? [amount] : [])));
}

function aboutOf({ booking }: ToldDispute, now: Instant) {
  const { id: booking_id, merchant_id, paid_at } = booking;
  return { booking_id, merchant_id, paid_at: instant(paid_at ?? now) };
}
