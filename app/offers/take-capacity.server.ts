import { assert } from "~/kernel/assert";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { SEATS_PER_RESIDENT_COUNT } from "./offer";
import { findQuota } from "./offers.queries.server";
import { countQuotaClaim, countSlotSeats, moveQuota, moveSlotSeats, type SeatChange } from "./offers.store.server";

/** What a booking claims of an offer's capacity. */
export type CapacityClaim = { offer_id: string; slot_id: string | null; resident_id: string; quantity: number };

/**
 * Takes seats and pieces of the quota, as `held` or at once as `sold`. The conditional updates have the last word:
 * nothing here reads a number first and trusts it. Lock order: slot, quota.
 */
export async function takeCapacity(
  trx: Trx,
  claim: CapacityClaim,
  as: "held" | "sold",
): Promise<Result<undefined, "sold-out" | "quota-used" | "too-many-seats">> {
  const { offer_id, slot_id, resident_id, quantity } = claim;
  const change = seatChange(as, quantity);
  if (slot_id !== null) {
    if (!(await moveSlotSeats(trx, slot_id, change))) return failure("sold-out");
    const seats = { slot_id, resident_id, limit: SEATS_PER_RESIDENT_COUNT };
    if (!(await countSlotSeats(trx, seats, quantity))) return failure("too-many-seats");
  }
  const quota = await findQuota(trx, offer_id);
  if (quota) {
    if (!(await moveQuota(trx, offer_id, change))) return failure("sold-out");
    const pieces = { offer_id, resident_id, per_resident: quota.per_resident };
    if (!(await countQuotaClaim(trx, pieces, quantity))) return failure("quota-used");
  }
  return ok();
}

/** Turns held seats into sold ones once the money is there. */
export async function sellHeldCapacity(trx: Trx, claim: CapacityClaim): Promise<void> {
  await moveTaken(trx, claim, { held: -claim.quantity, sold: claim.quantity });
}

/** Gives seats and quota back: `quantity` of them, from where they stand. */
export async function returnCapacity(trx: Trx, claim: CapacityClaim, from: "held" | "sold"): Promise<void> {
  const { offer_id, slot_id, resident_id, quantity } = claim;
  await moveTaken(trx, claim, seatChange(from, -quantity));
  if (slot_id !== null) {
    await countSlotSeats(trx, { slot_id, resident_id, limit: SEATS_PER_RESIDENT_COUNT }, -quantity);
  }
  const quota = await findQuota(trx, offer_id);
  if (quota) await countQuotaClaim(trx, { offer_id, resident_id, per_resident: quota.per_resident }, -quantity);
}

async function moveTaken(trx: Trx, claim: CapacityClaim, change: SeatChange): Promise<void> {
  if (claim.slot_id !== null) {
    assert(await moveSlotSeats(trx, claim.slot_id, change), "seats that were taken can be moved");
  }
  if (await findQuota(trx, claim.offer_id)) {
    assert(await moveQuota(trx, claim.offer_id, change), "quota that was taken can be moved");
  }
}

function seatChange(column: "held" | "sold", quantity: number): SeatChange {
  return column === "held" ? { held: quantity, sold: 0 } : { held: 0, sold: quantity };
}
