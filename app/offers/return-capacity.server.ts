import { assert } from "~/kernel/assert";
import type { Trx } from "~/platform/database.server";
import { seatChange, type TakenCapacity } from "./capacity";
import { SEATS_PER_RESIDENT_COUNT } from "./offer";
import { findQuota } from "./offers.queries.server";
import { countQuotaClaim, countSlotSeats, moveQuota, moveSlotSeats } from "./offers.store.server";

/** Gives seats back, and pieces of the quota where they were counted: `quantity` of them, from where they stand. */
export async function returnCapacity(trx: Trx, taken: TakenCapacity, from: "held" | "sold"): Promise<void> {
  const { offer_id, slot_id, resident_id, quantity } = taken;
  const change = seatChange(from, -quantity);
  if (slot_id !== null) {
    assert(await moveSlotSeats(trx, slot_id, change), "seats that were taken can be given back");
    const seats = { slot_id, resident_id, limit: SEATS_PER_RESIDENT_COUNT };
    assert(await countSlotSeats(trx, seats, -quantity), "seats that were counted can be uncounted");
  }
  const quota = taken.is_quota_counted ? await findQuota(trx, offer_id) : undefined;
  if (!quota) return;
  assert(await moveQuota(trx, offer_id, change), "a quota that was taken can be given back");
  const pieces = { offer_id, resident_id, per_resident: quota.per_resident };
  assert(await countQuotaClaim(trx, pieces, -quantity), "pieces that were counted can be uncounted");
}
