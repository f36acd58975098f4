import { lockSettlements } from "~/bookings/lock-settlements.server";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { mayBeAbout } from "./about-payout";
import { listExplainedBy } from "./bank.queries.server";
import { notifyShop } from "./notify-shop.server";
import { findPayout, listPayoutShares } from "./payouts.queries.server";
import { lockBatch, lockPayout, movePayout } from "./payouts.store.server";
import { reversePayout } from "./reverse-payout.server";
import { settleBatch } from "./settle-batch.server";

/**
 * A line of an approved batch is not to be paid, or the bank refused it: its shares are due again, and go into the next
 * batch, which again takes two persons. Before the file was made it is simply not in it. What the bank has paid cannot be
 * cancelled, and whoever explained away a bank line that may be it does not cancel it. Twice is once.
 */
export async function cancelPayout(
  trx: Trx,
  cancel: { payout_id: string; reason: string; canceled_by: string },
  now: Instant,
): Promise<Result<undefined, "payout-unknown" | "not-on-its-way" | "explainer-cancels">> {
  const { payout_id, reason, canceled_by } = cancel;
  const known = await findPayout(trx, payout_id);
  if (!known) return failure("payout-unknown");
  const shares = await listPayoutShares(trx, payout_id);
  await lockSettlements(
    trx,
    shares.map(({ voucher_id }) => voucher_id),
  );
  const batch = await lockBatch(trx, known.batch_id);
  const payout = await lockPayout(trx, payout_id);
  assert(payout && batch, "a payout and its batch never go away");
  if (payout.state === "void" && payout.canceled_at !== null) return ok();
  if (payout.state !== "sent") return failure("not-on-its-way");
  const explained = await listExplainedBy(trx, canceled_by, batch.day);
  if (explained.some((line) => mayBeAbout(line, payout))) return failure("explainer-cancels");
  const change = { state: "void", canceled_by, canceled_at: now, cancel_reason: reason } as const;
  assert(await movePayout(trx, payout_id, ["sent"], change), "a locked payout can be cancelled");
  const { merchant_id, amount_minor } = payout;
  // before the file was made nothing was on its way
  const is_failed = batch.state !== "approved" && merchant_id !== null;
  if (is_failed) await notifyShop(trx, { event: `canceled:${payout_id}`, merchant_id, amount_minor }, now);
  await reversePayout(trx, payout, now);
  await settleBatch(trx, payout.batch_id, now);
  return ok();
}
