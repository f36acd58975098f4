import { getCommunity } from "~/alliance/alliance.queries.server";
import { lockSettlements } from "~/bookings/lock-settlements.server";
import { reopenSettlement } from "~/bookings/reopen-settlement.server";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { ok, type Result } from "~/kernel/result";
import { findEntryByIdem } from "~/ledger/ledger.queries.server";
import { postJournalEntry } from "~/ledger/post-journal-entry.server";
import type { Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import { notifyShop } from "./notify-shop.server";
import { nettingUndoneEntry } from "./payout-entries";
import { transferKey } from "./transfer-key";
import { findTransfer } from "./transfers.queries.server";
import { deleteQueuedTransfer, insertStoppedTransfer } from "./transfers.store.server";

/**
 * A queued transfer does not go: it is not owed now, or the processor refused it. Its share is due again or held, what was
 * set off for it is open again, and the next attempt has a key of its own; a refused one waits for a person first. The
 * caller knows that the processor made no such transfer. Twice is once.
 */
export async function stopTransfer(
  trx: Trx,
  stop: { voucher_id: string; is_refused: boolean; reason: string },
  now: Instant,
): Promise<Result<undefined, never>> {
  await lockSettlements(trx, [stop.voucher_id]);
  const transfer = await findTransfer(trx, stop.voucher_id);
  if (transfer?.state !== "queued") return ok();
  const { voucher_id, attempt, merchant_id, destination, amount_minor, netted_minor, queued_at } = transfer;
  assert(await deleteQueuedTransfer(trx, voucher_id), "a queued transfer can be stopped");
  const known = { voucher_id, attempt, merchant_id, destination, amount_minor, netted_minor, queued_at };
  const why = { is_refused: stop.is_refused ? 1 : 0, reason: stop.reason, released_by: null, released_at: null };
  await insertStoppedTransfer(trx, { ...known, ...why, id: newId(), stopped_at: now });
  if (stop.is_refused) {
    await notifyShop(trx, { event: `refused:${transferKey(transfer)}`, merchant_id, amount_minor }, now);
  }
  await reopenSettlement(trx, voucher_id, now);
  if (netted_minor === 0) return ok();
  const key = transferKey(transfer);
  const netted = await findEntryByIdem(trx, `netted:${key}`);
  assert(netted, "what was set off is in the journal");
  const { zone } = await getCommunity(trx);
  await postJournalEntry(trx, nettingUndoneEntry(netted, key, now), zone, now);
  return ok();
}
