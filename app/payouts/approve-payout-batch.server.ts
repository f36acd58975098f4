import type { PayoutTable } from "#db/schema/payouts";
import { getCommunity } from "~/alliance/alliance.queries.server";
import { lockSettlements } from "~/bookings/lock-settlements.server";
import { sendSettlement } from "~/bookings/send-settlement.server";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { receivableAccount } from "~/ledger/account";
import { getAccountBalance, getLedgerHead } from "~/ledger/ledger.queries.server";
import { postJournalEntry } from "~/ledger/post-journal-entry.server";
import type { Trx } from "~/platform/database.server";
import { receivableNettedEntry } from "./payout-entries";
import { getFundAvailable, listPayoutShares, listPayoutsOfBatch } from "./payouts.queries.server";
import { lockBatch, moveBatch, movePayoutsOfBatch } from "./payouts.store.server";
import { lockPayoutAccount } from "./transfers.store.server";

export type ApprovalRefusal = "batch-unknown" | "same-person" | "not-a-draft" | "changed-since-prepared";

/**
 * A second person agrees to a prepared batch: its shares are on their way from here on, and what merchants have to give
 * back is set off. Refused where anything it was planned on is no longer so (a refund came in, a share is held): the
 * batch is then voided and prepared anew. Approving twice is approving once. Source: payments.md, decision 6.
 */
export async function approvePayoutBatch(
  trx: Trx,
  approval: { batch_id: string; approved_by: string },
  now: Instant,
): Promise<Result<undefined, ApprovalRefusal>> {
  const { batch_id, approved_by } = approval;
  const lines = await listPayoutsOfBatch(trx, batch_id);
  const shares = (await Promise.all(lines.map(({ id }) => listPayoutShares(trx, id)))).flat();
  // bookings before the batch: the order in which everybody takes them
  const settlements = await lockSettlements(
    trx,
    shares.map(({ voucher_id }) => voucher_id),
  );
  const batch = await lockBatch(trx, batch_id);
  if (!batch) return failure("batch-unknown");
  if (batch.approved_by === approved_by) return ok();
  if (batch.state !== "draft") return failure("not-a-draft");
  if (batch.prepared_by === approved_by) return failure("same-person");
  const payable = new Map(
    settlements
      .filter(({ state }) => state === "due")
      .map(({ voucher_id, amount_minor, returned_minor }) => [voucher_id, amount_minor - returned_minor]),
  );
  const is_as_planned = shares.every((share) => payable.get(share.voucher_id) === share.payable_minor);
  if (!is_as_planned || !(await hasSameBalances(trx, lines))) return failure("changed-since-prepared");
  for (const { voucher_id } of shares) await sendSettlement(trx, voucher_id);
  for (const line of lines) await setOff(trx, line, now);
  await movePayoutsOfBatch(trx, batch_id, "planned", "sent");
  const { seq, hash } = await getLedgerHead(trx);
  const change = { state: "approved", approved_by, approved_at: now, head_seq: seq, head_hash: hash } as const;
  assert(await moveBatch(trx, batch_id, ["draft"], change), "a locked draft can be approved");
  return ok();
}

/** Nobody who is paid by transfer meanwhile sets the same receivable off: the payee's account is locked first. */
async function hasSameBalances(trx: Trx, lines: readonly PayoutTable[]): Promise<boolean> {
  for (const { merchant_id } of lines) if (merchant_id !== null) await lockPayoutAccount(trx, merchant_id);
  for (const { merchant_id, amount_minor, netted_minor } of lines) {
    if (merchant_id === null && (await getFundAvailable(trx)) < amount_minor) return false;
    if (merchant_id !== null && (await getAccountBalance(trx, receivableAccount(merchant_id))) !== netted_minor) {
      return false;
    }
  }
  return true;
}

async function setOff(trx: Trx, line: PayoutTable, now: Instant): Promise<void> {
  const { id, merchant_id, netted_minor, reference } = line;
  if (merchant_id === null || netted_minor === 0) return;
  const { zone, currency } = await getCommunity(trx);
  const netting = { idem: `netted:${id}`, merchant_id, netted_minor, currency, memo: reference };
  await postJournalEntry(trx, receivableNettedEntry(netting, now), zone, now);
}
