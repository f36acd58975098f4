import { assert } from "~/kernel/assert";
import type { Trx } from "~/platform/database.server";
import type { TakenCapacity } from "./capacity";
import { moveQuota, moveSlotSeats } from "./offers.store.server";

/** Turns held seats (and pieces of the quota, where they were counted) into sold ones once the money is there. */
export async function sellHeldCapacity(trx: Trx, taken: TakenCapacity): Promise<void> {
  const change = { held: -taken.quantity, sold: taken.quantity };
  if (taken.slot_id !== null) assert(await moveSlotSeats(trx, taken.slot_id, change), "held seats can be sold");
  if (taken.is_quota_counted) assert(await moveQuota(trx, taken.offer_id, change), "a held quota can be sold");
}
