import type { TransferTable } from "#db/schema/payouts";
import { getCommunity } from "~/alliance/alliance.queries.server";
import { findBooking } from "~/bookings/bookings.queries.server";
import { finishSettlement } from "~/bookings/finish-settlement.server";
import { lockSettlements } from "~/bookings/lock-settlements.server";
import { assert } from "~/kernel/assert";
import { type Instant, instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { postJournalEntryOnce } from "~/ledger/post-journal-entry-once.server";
import type { TransferFact } from "~/payments/transfer-fact";
import type { Trx } from "~/platform/database.server";
import { transferEntry, transferReversedEntry } from "./transfer-entries";
import { findTransfer } from "./transfers.queries.server";
import { endReversal, finishTransfer } from "./transfers.store.server";

/**
 * Takes in a transfer as the processor tells it, in any order and any number of times: one entry for it, one for each of
 * its reversals. `transfer-unknown`: nobody asked for it here, or an attempt that was stopped came late, over another
 * amount or to be brought back whole; its event stays visible. Source: payments.md, C10.
 */
export async function recordTransfer(
  trx: Trx,
  fact: TransferFact,
  now: Instant,
): Promise<Result<undefined, "transfer-unknown">> {
  const { voucher_id, stripe_transfer_id } = fact;
  if (voucher_id === undefined) return failure("transfer-unknown");
  await lockSettlements(trx, [voucher_id]);
  const known = await findTransfer(trx, voucher_id);
  if (!known || !isOf(known, fact)) return failure("transfer-unknown");
  assert(known.amount_minor === fact.amount_minor, "the processor transfers what was asked");
  const booking = await findBooking(trx, known.booking_id);
  const { zone } = await getCommunity(trx);
  const share = { ...known, paid_at: instant(booking?.paid_at ?? now) };
  await postJournalEntryOnce(trx, transferEntry(share, fact), zone, now);
  await finishTransfer(trx, known.voucher_id, { stripe_transfer_id, done_at: now });
  await finishSettlement(trx, known.voucher_id);
  for (const reversal of fact.reversals) {
    await postJournalEntryOnce(trx, transferReversedEntry(share, fact, reversal), zone, now);
    const { reversal_id, stripe_reversal_id } = reversal;
    if (reversal_id !== undefined)
      await endReversal(trx, reversal_id, { state: "done", stripe_reversal_id, ended_at: now });
  }
  return ok();
}

/** True where this is the share's transfer; the late one of an earlier attempt only where it pays just what is owed. */
function isOf(known: TransferTable, { stripe_transfer_id, attempt, amount_minor, is_reversed }: TransferFact): boolean {
  if (known.stripe_transfer_id !== null) return known.stripe_transfer_id === stripe_transfer_id;
  return known.attempt === attempt || (known.amount_minor === amount_minor && !is_reversed);
}
