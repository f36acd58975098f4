import { lockSettlements } from "~/bookings/lock-settlements.server";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { findPayout, listPayoutShares } from "./payouts.queries.server";
import { lockBatch, lockPayout, movePayout } from "./payouts.store.server";
import { reversePayout } from "./reverse-payout.server";
import { settleBatch } from "./settle-batch.server";

/**
 * The bank refused a line of an approved batch and never paid it: its shares are due again, and go into the next batch,
 * which again takes two persons. What the bank has paid cannot be cancelled. Twice is once.
 */
export async function cancelPayout(
  trx: Trx,
  cancel: { payout_id: string; reason: string; canceled_by: string },
  now: Instant,
): Promise<Result<undefined, "payout-unknown" | "not-on-its-way">> {
  const { payout_id, reason, canceled_by } = cancel;
  const known = await findPayout(trx, payout_id);
  if (!known) return failure("payout-unknown");
  const shares = await listPayoutShares(trx, payout_id);
  await lockSettlements(
    trx,
    shares.map(({ voucher_id }) => voucher_id),
  );
  await lockBatch(trx, known.batch_id);
  const payout = await lockPayout(trx, payout_id);
  assert(payout, "a payout never goes away");
  if (payout.state === "void" && payout.canceled_at !== null) return ok();
  if (payout.state !== "sent") return failure("not-on-its-way");
  const change = { state: "void", canceled_by, canceled_at: now, cancel_reason: reason } as const;
  assert(await movePayout(trx, payout_id, ["sent"], change), "a locked payout can be cancelled");
  await reversePayout(trx, payout, now);
  await settleBatch(trx, payout.batch_id, now);
  return ok();
}
