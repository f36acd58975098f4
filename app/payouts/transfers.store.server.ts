import { engineOf } from "#db/engine";
import type {
  PayoutAccountTable,
  StoppedTransferTable,
  TransferReversalTable,
  TransferTable,
} from "#db/schema/payouts";
import type { Trx } from "~/platform/database.server";

/** Reads a merchant's account and keeps others from setting off the same receivable; after bookings, before the outbox. */
export async function lockPayoutAccount(trx: Trx, payee: string): Promise<PayoutAccountTable | undefined> {
  return trx
    .selectFrom("payout_account")
    .selectAll()
    .where("payee", "=", payee)
    .$if(engineOf(trx) === "postgres", (query) => query.forUpdate())
    .executeTakeFirst();
}

export async function updateRecipient(
  trx: Trx,
  payee: string,
  change: Partial<
    Pick<
      PayoutAccountTable,
      "rail" | "stripe_account_id" | "is_payable" | "missing_json" | "opening_refusal" | "updated_at"
    >
  >,
): Promise<void> {
  await trx.updateTable("payout_account").set(change).where("payee", "=", payee).execute();
}

export async function insertTransfer(trx: Trx, transfer: TransferTable): Promise<void> {
  await trx.insertInto("transfer").values(transfer).execute();
}

/** A queued transfer is at the processor; false when that was known. */
export async function finishTransfer(
  trx: Trx,
  voucher_id: string,
  end: { stripe_transfer_id: string; done_at: string },
): Promise<boolean> {
  const finished = await trx
    .updateTable("transfer")
    .set({ state: "done", ...end })
    .where("voucher_id", "=", voucher_id)
    .where("state", "=", "queued")
    .executeTakeFirst();
  return finished.numUpdatedRows === 1n;
}

/** Takes a transfer away that is not at the processor; false when it is. */
export async function deleteQueuedTransfer(trx: Trx, voucher_id: string): Promise<boolean> {
  const deleted = await trx
    .deleteFrom("transfer")
    .where("voucher_id", "=", voucher_id)
    .where("state", "=", "queued")
    .executeTakeFirst();
  return deleted.numDeletedRows === 1n;
}

export async function insertStoppedTransfer(trx: Trx, stopped: StoppedTransferTable): Promise<void> {
  await trx.insertInto("stopped_transfer").values(stopped).execute();
}

/** Lets a refused transfer be tried again; nothing changes where somebody did before. */
export async function releaseRefusedTransfer(
  trx: Trx,
  id: string,
  release: { released_by: string; released_at: string },
): Promise<void> {
  await trx
    .updateTable("stopped_transfer")
    .set(release)
    .where("id", "=", id)
    .where("is_refused", "=", 1)
    .where("released_at", "is", null)
    .execute();
}

export async function insertReversal(trx: Trx, reversal: TransferReversalTable): Promise<void> {
  await trx.insertInto("transfer_reversal").values(reversal).execute();
}

/** A queued reversal came to an end; nothing changes where that was known. */
export async function endReversal(
  trx: Trx,
  id: string,
  end: Pick<TransferReversalTable, "state" | "ended_at"> &
    Partial<Pick<TransferReversalTable, "stripe_reversal_id" | "failure_reason">>,
): Promise<void> {
  await trx.updateTable("transfer_reversal").set(end).where("id", "=", id).where("state", "=", "queued").execute();
}
