import { getCommunity } from "~/alliance/alliance.queries.server";
import { type Instant, instant } from "~/kernel/instant";
import { findEntryByIdem } from "~/ledger/ledger.queries.server";
import { postJournalEntryOnce } from "~/ledger/post-journal-entry-once.server";
import type { RefundFact } from "~/payments/checkout";
import type { Trx } from "~/platform/database.server";
import { lockStrayCharge } from "./lock-stray-charge.server";
import { refundEntry, refundFailedEntry } from "./refund-entries";

/** Takes in a refund of money that came for a booking which is not here, as often as it is told. False for other money. */
export async function recordStrayRefund(trx: Trx, fact: RefundFact, now: Instant): Promise<boolean> {
  const capture = await lockStrayCharge(trx, fact.charge_id);
  if (!capture) return false;
  const { zone } = await getCommunity(trx);
  const { amount_minor, stripe_refund_id, outcome } = fact;
  const parts = [{ source: "surplus" as const, voucher_id: null, amount_minor }];
  const paid_at = instant(capture.effective_at);
  const about = { booking_id: capture.booking, merchant_id: "", paid_at, reason: "surplus" as const, parts };
  // one that is only asked for has no balance transaction yet: its entry waits for it
  if (fact.balance_transaction_id === undefined && outcome !== "succeeded") return true;
  await postJournalEntryOnce(trx, refundEntry(about, fact), zone, now);
  if (outcome !== "failed" && outcome !== "canceled") return true;
  const reversed = await findEntryByIdem(trx, `refund:${stripe_refund_id}`);
  if (reversed) await postJournalEntryOnce(trx, refundFailedEntry(fact, reversed), zone, now);
  return true;
}
