import { getCommunity } from "~/alliance/alliance.queries.server";
import { type Instant, instant } from "~/kernel/instant";
import { ok, type Result } from "~/kernel/result";
import { findEntryByIdem } from "~/ledger/ledger.queries.server";
import { postJournalEntryOnce } from "~/ledger/post-journal-entry-once.server";
import type { ChargeFact, RefundFact } from "~/payments/checkout";
import { queueRefund } from "~/payments/queue-refund.server";
import type { Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import { lockName } from "~/platform/lock-name.server";
import { feeEntry, surplusEntry } from "./booking-entries";
import { findBooking } from "./bookings.queries.server";
import { refundEntry, refundFailedEntry } from "./refund-entries";

/** What the journal says of money that came for a booking which is not in this database. */
const STRAY_MEMO = "booking-unknown";

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
    await postJournalEntryOnce(trx, { ...surplusEntry(booking_id, charge), memo: STRAY_MEMO }, zone, now);
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

/** Takes in a refund of such money, as often as it is told. False where the charge is not such money. */
export async function recordStrayRefund(trx: Trx, fact: RefundFact, now: Instant): Promise<boolean> {
  await lockName(trx, `charge:${fact.charge_id}`);
  const capture = await findEntryByIdem(trx, `charge:${fact.charge_id}`);
  if (capture?.memo !== STRAY_MEMO || capture.booking === null) return false;
  if (await findBooking(trx, capture.booking)) return false;
  const { zone } = await getCommunity(trx);
  const { amount_minor, stripe_refund_id, outcome } = fact;
  const parts = [{ source: "surplus" as const, voucher_id: null, amount_minor }];
  const paid_at = instant(capture.effective_at);
  const about = { booking_id: capture.booking, merchant_id: "", paid_at, reason: "surplus" as const, parts };
  await postJournalEntryOnce(trx, refundEntry(about, fact), zone, now);
  if (outcome !== "failed" && outcome !== "canceled") return true;
  const reversed = await findEntryByIdem(trx, `refund:${stripe_refund_id}`);
  if (reversed) await postJournalEntryOnce(trx, refundFailedEntry(fact, reversed), zone, now);
  return true;
}
