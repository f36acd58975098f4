import type { Minor } from "~/kernel/money";
import type { Trx } from "~/platform/database.server";
import { addReturned } from "./bookings.store.server";
import { allocateRecovery } from "./dispute-loss";
import { listDisputeParts } from "./disputes.queries.server";
import { addRecovered } from "./disputes.store.server";

/**
 * A lost dispute was won after all, in all or in part: whoever bore it is given it back. Nothing of an unused booking is
 * restored: its money is surplus, and a person decides. Callers hold the booking's lock and post the entry in the same
 * transaction.
 */
export async function recoverDispute(trx: Trx, dispute_id: string, won_minor: Minor) {
  const back = allocateRecovery(await listDisputeParts(trx, dispute_id), won_minor);
  for (const { part, ...change } of back.recovered) {
    await addRecovered(trx, part, change);
    if (part.voucher_id === null || change.recovered_merchant_minor === 0) continue;
    await addReturned(trx, part.voucher_id, {
      column: part.is_merchant_paid === 1 ? "owed_back_minor" : "returned_minor",
      amount_minor: -change.recovered_merchant_minor,
    });
  }
  return back;
}
