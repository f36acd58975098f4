import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { type CapacityClaim, seatChange } from "./capacity";
import { SEATS_PER_RESIDENT_COUNT } from "./offer";
import { findQuota } from "./offers.queries.server";
import { countQuotaClaim, countSlotSeats, moveQuota, moveSlotSeats } from "./offers.store.server";

/**
 * Takes seats and pieces of the quota, as `held` or at once as `sold`. The conditional updates have the last word:
 * nothing here reads a number first and trusts it. Lock order: slot, quota. A refusal leaves half a claim behind, so
 * the caller's transaction must end with it. Gives whether a quota was counted (1) or the offer has none (0).
 */
export async function takeCapacity(
  trx: Trx,
  claim: CapacityClaim,
  as: "held" | "sold",
): Promise<Result<number, "sold-out" | "quota-used" | "too-many-seats">> {
  const { offer_id, slot_id, resident_id, quantity } = claim;
  const change = seatChange(as, quantity);
  if (slot_id !== null) {
    if (!(await moveSlotSeats(trx, slot_id, change))) return failure("sold-out");
    const seats = { slot_id, resident_id, limit: SEATS_PER_RESIDENT_COUNT };
    if (!(await countSlotSeats(trx, seats, quantity))) return failure("too-many-seats");
  }
  const quota = await findQuota(trx, offer_id);
  if (!quota) return ok(0);
  if (!(await moveQuota(trx, offer_id, change))) return failure("sold-out");
  const pieces = { offer_id, resident_id, per_resident: quota.per_resident };
  return (await countQuotaClaim(trx, pieces, quantity)) ? ok(1) : failure("quota-used");
}
