import { randomUUID } from "node:crypto";
import { assert } from "~/kernel/assert";
import { dayOf } from "~/kernel/calendar-day";
import { type Instant, instant, laterOf } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { entryHash } from "./entry-hash.server";
import type { EntryBody, ExportedEntry } from "./exported-entry";
import { type JournalEntry, postingsFault } from "./journal-entry";
import { insertEntry, lockHead } from "./ledger.store.server";

/**
 * Adds one balanced entry to the end of the chain. `zone` is the community's, for the date it is booked on.
 * Posting the same `idem` twice breaks a UNIQUE constraint: callers move the state they expect first, in the same
 * transaction, so that a second attempt never gets here. Time never goes back, even when the clock does.
 */
export async function postJournalEntry(
  trx: Trx,
  entry: JournalEntry,
  zone: string,
  now: Instant,
): Promise<ExportedEntry> {
  const fault = postingsFault(entry.postings);
  assert(!fault, `journal entry ${entry.idem}: ${fault}`);
  const head = await lockHead(trx);
  const ts = laterOf(now, instant(head.ts));
  const body: EntryBody = {
    type: "entry",
    seq: head.seq + 1,
    id: randomUUID(),
    ts,
    booked_on: entry.booked_on ?? dayOf(ts, zone),
    effective_at: entry.effective_at,
    kind: entry.kind,
    idem: entry.idem,
    booking: entry.booking_id ?? null,
    stripe: {
      charge: entry.stripe?.charge ?? null,
      refund: entry.stripe?.refund ?? null,
      transfer: entry.stripe?.transfer ?? null,
      dispute: entry.stripe?.dispute ?? null,
      balance_transaction: entry.stripe?.balance_transaction ?? null,
    },
    postings: entry.postings.map(({ account, amount_minor, currency }) => ({
      account,
      amount: amount_minor,
      currency,
    })),
    ...(entry.voucher_id !== undefined && { voucher: entry.voucher_id }),
    ...(entry.merchant_id !== undefined && { merchant: entry.merchant_id }),
    ...(entry.policy !== undefined && { policy: entry.policy }),
    ...(entry.reverses !== undefined && { reverses: entry.reverses }),
    ...(entry.actor !== undefined && { actor: entry.actor }),
    ...(entry.memo !== undefined && { memo: entry.memo }),
  };
  const chained: ExportedEntry = { ...body, prev: head.hash, hash: entryHash(head.hash, body) };
  await insertEntry(trx, chained);
  return chained;
}
