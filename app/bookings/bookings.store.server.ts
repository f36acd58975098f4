import { type SqlBool, sql } from "kysely";
import { engineOf } from "#db/engine";
import type { BookingState, BookingTable, RedemptionTable, SettlementTable, VoucherTable } from "#db/schema/bookings";
import { assert } from "~/kernel/assert";
import type { Trx } from "~/platform/database.server";
import { canMove } from "./booking-states";

/**
 * Reads a booking that this transaction will act on. Nobody else acts on it meanwhile: PostgreSQL locks the row until
 * commit, SQLite has one writer. Locks are taken in one order everywhere: booking, offer, slot, quota, checkout, outbox,
 * the ledger's head.
 */
export async function lockBooking(trx: Trx, id: string): Promise<BookingTable | undefined> {
  return trx
    .selectFrom("booking")
    .selectAll()
    .where("id", "=", id)
    .$if(engineOf(trx) === "postgres", (query) => query.forUpdate())
    .executeTakeFirst();
}

/** As `lockBooking`, for one that is known by a voucher. */
export async function lockBookingOfVoucher(trx: Trx, voucher_id: string): Promise<void> {
  if (engineOf(trx) === "sqlite") return;
  await trx
    .selectFrom("booking")
    .select("id")
    .where("id", "=", (eb) => eb.selectFrom("voucher").select("booking_id").where("id", "=", voucher_id))
    .forUpdate()
    .execute();
}

export async function insertBooking(trx: Trx, booking: BookingTable): Promise<void> {
  await trx.insertInto("booking").values(booking).execute();
}

/** Moves a booking out of one of the states `from`; false when it is in none of them. */
export async function moveBooking(
  trx: Trx,
  id: string,
  from: readonly BookingState[],
  change: Partial<Omit<BookingTable, "id">> & { state: BookingState },
): Promise<boolean> {
  assert(
    from.every((state) => canMove(state, change.state)),
    `no booking goes from ${from.join(" or ")} to ${change.state}`,
  );
  const moved = await trx
    .updateTable("booking")
    .set(change)
    .where("id", "=", id)
    .where("state", "in", from)
    .executeTakeFirst();
  return moved.numUpdatedRows === 1n;
}

/** Sets until when an unpaid booking is held. */
export async function setHoldUntil(
  trx: Trx,
  id: string,
  states: readonly BookingState[],
  hold_until: string,
): Promise<void> {
  await trx.updateTable("booking").set({ hold_until }).where("id", "=", id).where("state", "in", states).execute();
}

/** Adds to what was refunded of a booking; the table refuses more than was paid. */
export async function addRefunded(trx: Trx, id: string, amount_minor: number): Promise<void> {
  await trx
    .updateTable("booking")
    .set((eb) => ({ refunded_minor: eb("refunded_minor", "+", amount_minor) }))
    .where("id", "=", id)
    .execute();
}

/** Counts one more (or fewer) unpaid booking; false when the resident has as many as allowed. */
export async function countUnpaid(trx: Trx, resident_id: string, change: 1 | -1, limit: number): Promise<boolean> {
  await trx
    .insertInto("resident_tally")
    .values({ resident_id, unpaid_count: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const counted = await trx
    .updateTable("resident_tally")
    .set((eb) => ({ unpaid_count: eb("unpaid_count", "+", change) }))
    .where("resident_id", "=", resident_id)
    .where(sql<SqlBool>`unpaid_count + ${change} between 0 and ${limit}`)
    .executeTakeFirst();
  return counted.numUpdatedRows === 1n;
}

export async function insertVoucher(trx: Trx, voucher: VoucherTable): Promise<void> {
  await trx.insertInto("voucher").values(voucher).execute();
}

/** Marks an issued voucher as redeemed for the `ordinal`-th time; false when it is in another state. */
export async function redeemIssuedVoucher(
  trx: Trx,
  voucher: { id: string; ordinal: number },
  redeemed_at: string,
): Promise<boolean> {
  const redeemed = await trx
    .updateTable("voucher")
    .set({ state: "redeemed", redeemed_at, redemption_count: voucher.ordinal })
    .where("id", "=", voucher.id)
    .where("state", "=", "issued")
    .where("redemption_count", "=", voucher.ordinal - 1)
    .executeTakeFirst();
  return redeemed.numUpdatedRows === 1n;
}

/** Voids an issued voucher; false when it was redeemed or voided before. */
export async function voidIssuedVoucher(trx: Trx, id: string): Promise<boolean> {
  const voided = await trx
    .updateTable("voucher")
    .set({ state: "void" })
    .where("id", "=", id)
    .where("state", "=", "issued")
    .executeTakeFirst();
  return voided.numUpdatedRows === 1n;
}

export async function insertRedemption(trx: Trx, redemption: RedemptionTable): Promise<void> {
  await trx.insertInto("redemption").values(redemption).execute();
}

export async function insertSettlement(trx: Trx, settlement: SettlementTable): Promise<void> {
  await trx.insertInto("settlement").values(settlement).execute();
}

/** Puts a voucher back to issued, whose `ordinal`-th redemption was its last; false when it was not. */
export async function reissueRedeemedVoucher(trx: Trx, voucher: { id: string; ordinal: number }): Promise<boolean> {
  const reissued = await trx
    .updateTable("voucher")
    .set({ state: "issued", redeemed_at: null })
    .where("id", "=", voucher.id)
    .where("state", "=", "redeemed")
    .where("redemption_count", "=", voucher.ordinal)
    .executeTakeFirst();
  return reissued.numUpdatedRows === 1n;
}

/** Marks a redemption as taken back; false when it was before. */
export async function undoRedemptionRow(
  trx: Trx,
  redemption: { voucher_id: string; ordinal: number },
  change: { undone_at: string; undone_by: string; undo_reason: string },
): Promise<boolean> {
  const undone = await trx
    .updateTable("redemption")
    .set(change)
    .where("voucher_id", "=", redemption.voucher_id)
    .where("ordinal", "=", redemption.ordinal)
    .where("undone_at", "is", null)
    .executeTakeFirst();
  return undone.numUpdatedRows === 1n;
}

/** Takes a settlement away that was not sent: its redemption was taken back. False when it was sent. */
export async function deleteUnsentSettlement(trx: Trx, voucher_id: string): Promise<boolean> {
  const deleted = await trx
    .deleteFrom("settlement")
    .where("voucher_id", "=", voucher_id)
    .where("state", "in", ["waiting", "due", "held"])
    .executeTakeFirst();
  return deleted.numDeletedRows === 1n;
}

/** Moves a settlement that was not sent between waiting, due and held. */
export async function setUnsentSettlement(
  trx: Trx,
  voucher_id: string,
  state: "waiting" | "due" | "held",
): Promise<void> {
  await trx
    .updateTable("settlement")
    .set({ state })
    .where("voucher_id", "=", voucher_id)
    .where("state", "in", ["waiting", "due", "held"])
    .execute();
}

/** Moves a settlement along its way to the merchant; false when it is not where it was expected. */
export async function moveSettlement(
  trx: Trx,
  voucher_id: string,
  from: SettlementTable["state"],
  to: SettlementTable["state"],
): Promise<boolean> {
  const moved = await trx
    .updateTable("settlement")
    .set({ state: to })
    .where("voucher_id", "=", voucher_id)
    .where("state", "=", from)
    .executeTakeFirst();
  return moved.numUpdatedRows === 1n;
}

/** Adds to what a merchant's share of a voucher is less by: before it was paid, or to be had back. */
export async function addReturned(
  trx: Trx,
  voucher_id: string,
  change: { column: "returned_minor" | "owed_back_minor"; amount_minor: number },
): Promise<void> {
  await trx
    .updateTable("settlement")
    .set((eb) => ({ [change.column]: eb(change.column, "+", change.amount_minor) }))
    .where("voucher_id", "=", voucher_id)
    .execute();
}

/** Adds to what was given back of a voucher, and of which share; the table refuses more than was paid. */
export async function addVoucherRefunded(
  trx: Trx,
  id: string,
  change: { refunded_minor: number; commission_minor: number; fund_minor: number },
): Promise<void> {
  await trx
    .updateTable("voucher")
    .set((eb) => ({
      refunded_minor: eb("refunded_minor", "+", change.refunded_minor),
      refunded_commission_minor: eb("refunded_commission_minor", "+", change.commission_minor),
      refunded_fund_minor: eb("refunded_fund_minor", "+", change.fund_minor),
    }))
    .where("id", "=", id)
    .execute();
}
