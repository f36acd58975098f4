import type { Instant } from "~/kernel/instant";
import type { Reader } from "~/platform/database.server";
import { findSlot } from "./offers.queries.server";

/** The seats that somebody asks for. */
type Wanted = { offer_id: string; slot_id: string | null; quantity: number };

/**
 * Whether a slot that is still open has fewer seats left than are asked for: what most people in a rush are told, by one
 * read and without waiting for those who get a seat. False says nothing: `takeCapacity` has the last word.
 */
export async function isSoldOut(
  reader: Reader,
  { offer_id, slot_id, quantity }: Wanted,
  now: Instant,
): Promise<boolean> {
  const slot = slot_id === null ? undefined : await findSlot(reader, slot_id);
  if (slot?.offer_id !== offer_id || slot.starts_at <= now) return false;
  return slot.capacity - slot.held - slot.sold < quantity;
}
