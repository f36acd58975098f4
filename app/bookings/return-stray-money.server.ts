import { getCommunity } from "~/alliance/alliance.queries.server";
import type { Instant } from "~/kernel/instant";
import { ok, type Result } from "~/kernel/result";
import { findEntryByIdem } from "~/ledger/ledger.queries.server";
import { postJournalEntryOnce } from "~/ledger/post-journal-entry-once.server";
import type { ChargeFact } from "~/payments/checkout";
import { queueRefund } from "~/payments/queue-refund.server";
import type { Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import { lockName } from "~/platform/lock-name.server";
import { feeEntry, strayEntry } from "./booking-entries";

/**
 * Money came for a booking of ours that is not here: it was made after the backup that this database was restored from.
 * Nobody can be served for it, so it is booked as surplus and goes back in full, once a charge. No refund is kept, for a
 * refund belongs to a booking: the journal and the outbox tell of it. `stray` where this is news, else `surplus`.
 */
export async function returnStrayMoney(
  trx: Trx,
  { booking_id, charge }: { booking_id: string; charge: ChargeFact },
  now: Instant,
): Promise<Result<"stray" | "surplus", never>> {
  await lockName(trx, `charge:${charge.id}`);
  const { zone } = await getCommunity(trx);
  const is_known = (await findEntryByIdem(trx, `charge:${charge.id}`)) !== undefined;
  if (!is_known) {
    await postJournalEntryOnce(trx, strayEntry(booking_id, charge), zone, now);
    await queueRest(trx, { booking_id, charge }, now);
  }
  const fee = feeEntry(booking_id, charge);
  if (fee) await postJournalEntryOnce(trx, fee, zone, now);
  return ok(is_known ? "surplus" : "stray");
}

/** What was sent back before, for a booking that was cancelled after the backup, is not asked for again. */
async function queueRest(trx: Trx, { booking_id, charge }: { booking_id: string; charge: ChargeFact }, now: Instant) {
  const { id: charge_id, refunded_minor = 0 } = charge;
  const amount_minor = charge.amount_minor - refunded_minor;
  if (amount_minor === 0) return;
  const about = { refund_id: newId(), reference: booking_id, charge_id, amount_minor };
  await queueRefund(trx, { ...about, key: `surplus:${charge_id}` }, now);
}
