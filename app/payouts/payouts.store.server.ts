import { engineOf } from "#db/engine";
import type {
  PayoutAccountTable,
  PayoutBatchTable,
  PayoutSettlementTable,
  PayoutTable,
  WithdrawalTable,
} from "#db/schema/payouts";
import type { Trx } from "~/platform/database.server";

/** Adds where a payee's money goes, or replaces it. */
export async function upsertPayoutAccount(trx: Trx, account: PayoutAccountTable): Promise<void> {
  const { payee: _payee, merchant_id: _merchant_id, ...known } = account;
  await trx
    .insertInto("payout_account")
    .values(account)
    .onConflict((conflict) => conflict.column("payee").doUpdateSet(known))
    .execute();
}

export async function insertBatch(trx: Trx, batch: PayoutBatchTable): Promise<void> {
  await trx.insertInto("payout_batch").values(batch).execute();
}

/**
 * Reads a batch that this transaction will act on. Locks are taken after bookings and before payouts, the outbox and the
 * ledger's head.
 */
export async function lockBatch(trx: Trx, id: string): Promise<PayoutBatchTable | undefined> {
  return trx
    .selectFrom("payout_batch")
    .selectAll()
    .where("id", "=", id)
    .$if(engineOf(trx) === "postgres", (query) => query.forUpdate())
    .executeTakeFirst();
}

/** Moves a batch out of one of the states `from`; false when it is in none of them. */
export async function moveBatch(
  trx: Trx,
  id: string,
  from: readonly PayoutBatchTable["state"][],
  change: Partial<Omit<PayoutBatchTable, "id">> & { state: PayoutBatchTable["state"] },
): Promise<boolean> {
  const moved = await trx
    .updateTable("payout_batch")
    .set(change)
    .where("id", "=", id)
    .where("state", "in", from)
    .executeTakeFirst();
  return moved.numUpdatedRows === 1n;
}

export async function insertPayout(trx: Trx, payout: PayoutTable): Promise<void> {
  await trx.insertInto("payout").values(payout).execute();
}

export async function insertPayoutSettlement(trx: Trx, link: PayoutSettlementTable): Promise<void> {
  await trx.insertInto("payout_settlement").values(link).execute();
}

/** Reads a payout that this transaction will act on; after bookings and its batch. */
export async function lockPayout(trx: Trx, id: string): Promise<PayoutTable | undefined> {
  return trx
    .selectFrom("payout")
    .selectAll()
    .where("id", "=", id)
    .$if(engineOf(trx) === "postgres", (query) => query.forUpdate())
    .executeTakeFirst();
}

/** Moves a payout out of one of the states `from`; false when it is in none of them. */
export async function movePayout(
  trx: Trx,
  id: string,
  from: readonly PayoutTable["state"][],
  change: Partial<Omit<PayoutTable, "id">>,
): Promise<boolean> {
  const moved = await trx
    .updateTable("payout")
    .set(change)
    .where("id", "=", id)
    .where("state", "in", from)
    .executeTakeFirst();
  return moved.numUpdatedRows === 1n;
}

/** Moves every line of a batch from one state to another. */
export async function movePayoutsOfBatch(
  trx: Trx,
  batch_id: string,
  from: PayoutTable["state"],
  to: PayoutTable["state"],
): Promise<void> {
  await trx
    .updateTable("payout")
    .set({ state: to })
    .where("batch_id", "=", batch_id)
    .where("state", "=", from)
    .execute();
}

export async function insertWithdrawal(trx: Trx, withdrawal: WithdrawalTable): Promise<void> {
  await trx.insertInto("withdrawal").values(withdrawal).execute();
}

/** Reads a withdrawal that this transaction will act on; before the outbox and the ledger's head. */
export async function lockWithdrawal(trx: Trx, id: string): Promise<WithdrawalTable | undefined> {
  return trx
    .selectFrom("withdrawal")
    .selectAll()
    .where("id", "=", id)
    .$if(engineOf(trx) === "postgres", (query) => query.forUpdate())
    .executeTakeFirst();
}

/** Moves a withdrawal out of one of the states `from`; false when it is in none of them. */
export async function moveWithdrawal(
  trx: Trx,
  id: string,
  from: readonly WithdrawalTable["state"][],
  change: Partial<Omit<WithdrawalTable, "id">>,
): Promise<boolean> {
  const moved = await trx
    .updateTable("withdrawal")
    .set(change)
    .where("id", "=", id)
    .where("state", "in", from)
    .executeTakeFirst();
  return moved.numUpdatedRows === 1n;
}
