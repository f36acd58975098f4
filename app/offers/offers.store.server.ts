import { type SqlBool, sql } from "kysely";
import { engineOf } from "#db/engine";
import type { CategoryTable, OfferQuotaTable, OfferTable, SlotTable } from "#db/schema/offers";
import type { Trx } from "~/platform/database.server";
import type { SeatChange } from "./capacity";

export async function upsertCategory(trx: Trx, category: CategoryTable): Promise<void> {
  const { id: _id, ...known } = category;
  await trx
    .insertInto("category")
    .values(category)
    .onConflict((conflict) => conflict.column("id").doUpdateSet(known))
    .execute();
}

export async function insertOffer(trx: Trx, offer: OfferTable): Promise<void> {
  await trx.insertInto("offer").values(offer).execute();
}

/** PostgreSQL shares a lock on the row with other readers; SQLite has one writer and needs none. */
export async function shareOfferLock(trx: Trx, id: string): Promise<void> {
  if (engineOf(trx) === "sqlite") return;
  await trx.selectFrom("offer").select("id").where("id", "=", id).forShare().execute();
}

/**
 * Keeps an offer for this transaction before it is read and changed; who only refers to it goes on. Locks are taken in
 * one order everywhere: offer, slot, quota. SQLite has one writer and needs none.
 */
export async function lockOffer(trx: Trx, id: string): Promise<void> {
  if (engineOf(trx) === "sqlite") return;
  await trx.selectFrom("offer").select("id").where("id", "=", id).forNoKeyUpdate().execute();
}

/** As `lockOffer`, for all that a merchant has. */
export async function lockOffersOfMerchant(trx: Trx, merchant_id: string): Promise<void> {
  if (engineOf(trx) === "sqlite") return;
  const offers = trx.selectFrom("offer").select("id").where("merchant_id", "=", merchant_id);
  await offers.orderBy("id").forNoKeyUpdate().execute();
}

/** Changes an offer that still has the revision its editor saw; false when somebody was faster. */
export async function updateOffer(
  trx: Trx,
  id: string,
  revision: number,
  change: Partial<Omit<OfferTable, "id" | "revision">>,
): Promise<boolean> {
  const updated = await trx
    .updateTable("offer")
    .set({ ...change, revision: revision + 1 })
    .where("id", "=", id)
    .where("revision", "=", revision)
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

export async function setOfferListed(trx: Trx, id: string, is_listed: number, updated_at: string): Promise<boolean> {
  const updated = await trx.updateTable("offer").set({ is_listed, updated_at }).where("id", "=", id).executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

export async function upsertQuota(trx: Trx, quota: OfferQuotaTable): Promise<void> {
  await trx
    .insertInto("offer_quota")
    .values(quota)
    .onConflict((conflict) =>
      conflict.column("offer_id").doUpdateSet({ quota: quota.quota, per_resident: quota.per_resident }),
    )
    .execute();
}

/**
 * Adds slots that are not there yet; known ones keep their seats, and one that was moved is not opened a second time at
 * its old place (its id says when it was to begin). Gives how many were new.
 */
export async function insertMissingSlots(trx: Trx, slots: readonly SlotTable[]): Promise<number> {
  if (slots.length === 0) return 0;
  const inserted = await trx
    .insertInto("slot")
    .values(slots)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(inserted.numInsertedOrUpdatedRows ?? 0n);
}

/** Moves a slot that still begins at `seen_starts_at`; false when somebody was faster. */
export async function setSlotTime(
  trx: Trx,
  id: string,
  seen_starts_at: string,
  time: Pick<SlotTable, "starts_at" | "ends_at">,
): Promise<boolean> {
  const moved = await trx
    .updateTable("slot")
    .set(time)
    .where("id", "=", id)
    .where("starts_at", "=", seen_starts_at)
    .executeTakeFirst();
  return moved.numUpdatedRows === 1n;
}

/** Moves seats of a slot; changes a row only while they fit. The table's CHECK stands behind it. */
export async function moveSlotSeats(trx: Trx, slot_id: string, change: SeatChange): Promise<boolean> {
  const moved = await trx
    .updateTable("slot")
    .set((eb) => ({ held: eb("held", "+", change.held), sold: eb("sold", "+", change.sold) }))
    .where("id", "=", slot_id)
    .where(sql<SqlBool>`held + sold + ${change.held + change.sold} <= capacity`)
    .executeTakeFirst();
  return moved.numUpdatedRows === 1n;
}

/** Moves pieces of a campaign quota; changes a row only while they fit. */
export async function moveQuota(trx: Trx, offer_id: string, change: SeatChange): Promise<boolean> {
  const moved = await trx
    .updateTable("offer_quota")
    .set((eb) => ({ held: eb("held", "+", change.held), sold: eb("sold", "+", change.sold) }))
    .where("offer_id", "=", offer_id)
    .where(sql<SqlBool>`held + sold + ${change.held + change.sold} <= quota`)
    .executeTakeFirst();
  return moved.numUpdatedRows === 1n;
}

/** Counts seats of one slot against a resident; false when it would be more than `limit`. */
export async function countSlotSeats(
  trx: Trx,
  claim: { slot_id: string; resident_id: string; limit: number },
  seat_count: number,
): Promise<boolean> {
  const { slot_id, resident_id, limit } = claim;
  await trx
    .insertInto("slot_seat")
    .values({ slot_id, resident_id, seat_count: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const counted = await trx
    .updateTable("slot_seat")
    .set((eb) => ({ seat_count: eb("seat_count", "+", seat_count) }))
    .where("slot_id", "=", slot_id)
    .where("resident_id", "=", resident_id)
    .where(sql<SqlBool>`seat_count + ${seat_count} <= ${limit}`)
    .executeTakeFirst();
  return counted.numUpdatedRows === 1n;
}

/** Counts pieces of a campaign quota against a resident; false when it would be more than one resident may have. */
export async function countQuotaClaim(
  trx: Trx,
  claim: { offer_id: string; resident_id: string; per_resident: number },
  claim_count: number,
): Promise<boolean> {
  const { offer_id, resident_id, per_resident } = claim;
  await trx
    .insertInto("quota_claim")
    .values({ offer_id, resident_id, claim_count: 0, per_resident })
    .onConflict((conflict) =>
      // the campaign may allow more by now; less never takes back what somebody has
      conflict
        .columns(["offer_id", "resident_id"])
        .doUpdateSet({ per_resident })
        .where("quota_claim.claim_count", "<=", per_resident),
    )
    .execute();
  const counted = await trx
    .updateTable("quota_claim")
    .set((eb) => ({ claim_count: eb("claim_count", "+", claim_count) }))
    .where("offer_id", "=", offer_id)
    .where("resident_id", "=", resident_id)
    .where(sql<SqlBool>`claim_count + ${claim_count} <= per_resident`)
    .executeTakeFirst();
  return counted.numUpdatedRows === 1n;
}
