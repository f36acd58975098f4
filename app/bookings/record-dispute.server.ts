import { getCommunity } from "~/alliance/alliance.queries.server";
import { type Instant, instant } from "~/kernel/instant";
import { type Minor, sumMinor } from "~/kernel/money";
import { failure, ok, type Result } from "~/kernel/result";
import { disputedAccount } from "~/ledger/account";
import type { ExportedEntry } from "~/ledger/exported-entry";
import type { JournalEntry } from "~/ledger/journal-entry";
import { findEntryByIdem, getAccountBalance } from "~/ledger/ledger.queries.server";
import { postJournalEntry } from "~/ledger/post-journal-entry.server";
import { listHolders } from "~/members/members.queries.server";
import { notifyPerson } from "~/members/notify-person.server";
import type { DisputeFact } from "~/payments/dispute-fact";
import { releaseRefunds } from "~/payments/release-refunds.server";
import type { Trx } from "~/platform/database.server";
import type { Booking } from "./bookings.queries.server";
import { lockBooking } from "./bookings.store.server";
import { isBlocking, isDecided, isOutdated } from "./dispute";
import { disputeLostEntry, disputeMoneyEntry, disputeRecoveredEntry } from "./dispute-entries";
import { findDispute, freeDisputeIdem, isChargeDisputed, listUnpostedTransactions } from "./disputes.queries.server";
import { insertDispute, updateDispute } from "./disputes.store.server";
import { loseDispute } from "./lose-dispute.server";
import { notifyResident } from "./notify-resident.server";
import { recordStrayDispute } from "./record-stray-dispute.server";
import { recoverDispute } from "./recover-dispute.server";
import { listRefunds } from "./refunds.queries.server";
import { resumeBooking } from "./resume-booking.server";

/** A dispute told, whose it is, and (`capture`) how its charge was booked. */
type ToldDispute = { booking: Booking; fact: DisputeFact; capture: ExportedEntry };

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
  if (!capture || !booking) return (await recordStrayDispute(trx, fact, now)) ? ok() : failure("charge-unknown");
  if (!(await keepDispute(trx, booking.id, fact, now))) return ok();
  const told = { booking, fact, capture };
  const unposted = await listUnpostedTransactions(trx, fact);
  const entries = [
    ...unposted.map(({ transaction, idem }) => disputeMoneyEntry(aboutOf(told, now), fact, transaction, idem)),
    ...(await shareOut(trx, told, sumMinor(unposted.map(({ transaction }) => transaction.amount_minor)), now)),
  ];
  if (capture.kind !== "payment_surplus") await resumeBooking(trx, booking.id, now);
  if (!(await isChargeDisputed(trx, fact.charge_id))) await releaseWaiting(trx, booking.id, fact, now);
  const { zone } = await getCommunity(trx);
  for (const entry of entries) await postJournalEntry(trx, entry, zone, now);
  if (capture.kind !== "payment_surplus" && isBlocking(fact)) await tellOfDispute(trx, booking.id, fact, now);
  return ok();
}

/** The resident hears, once a dispute, why the voucher waits; the operators until when evidence is taken. */
async function tellOfDispute(trx: Trx, booking_id: string, fact: DisputeFact, now: Instant): Promise<void> {
  const { id, amount_minor, evidence_due_at: until } = fact;
  const told = { key: `payment-disputed:${id}`, kind: "payment-disputed", booking_id } as const;
  await notifyResident(trx, { ...told, values: { amount_minor } }, now);
  if (!until) return;
  for (const person_id of await listHolders(trx, { role: "operator" })) {
    const asked = { key: `dispute-opened:${id}:${person_id}`, kind: "dispute-opened", booking_id, person_id } as const;
    await notifyPerson(trx, { ...asked, values: { amount_minor, until } }, now);
  }
}

/** Refunds that waited for the bank's decision are sent now. */
async function releaseWaiting(trx: Trx, booking_id: string, fact: DisputeFact, now: Instant): Promise<void> {
  const refunds = await listRefunds(trx, booking_id);
  const waiting = refunds.filter(({ state, charge_id }) => state === "requested" && charge_id === fact.charge_id);
  await releaseRefunds(
    trx,
    waiting.map(({ id }) => id),
    now,
  );
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
    return [disputeLostEntry(aboutOf(told, now), fact, parts, await freeDisputeIdem(trx, `dispute_lost:${fact.id}`))];
  }
  if (away_minor < 0) {
    const back = await recoverDispute(trx, fact.id, -away_minor);
    return [
      disputeRecoveredEntry(aboutOf(told, now), fact, back, await freeDisputeIdem(trx, `dispute_recovered:${fact.id}`)),
    ];
  }
  return [];
}

function capturedMinor({ postings }: ExportedEntry): Minor {
  return sumMinor(postings.flatMap(({ amount }) => (amount > 0 ? [amount] : [])));
}

function aboutOf({ booking }: ToldDispute, now: Instant) {
  const { id: booking_id, merchant_id, paid_at } = booking;
  return { booking_id, merchant_id, paid_at: instant(paid_at ?? now) };
}
