import { addMs, epochMs, type Instant, instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { findOffer, findSlot, findSlotAt } from "./offers.queries.server";
import { lockOffer, setSlotTime, updateOffer } from "./offers.store.server";

/** `seen_starts_at` is when the slot began in the eyes of whoever moves it. */
export type SlotMove = {
  slot_id: string;
  offer_id: string;
  merchant_id: string;
  seen_starts_at: Instant;
  starts_at: Instant;
};

/** Where a slot lies now; `revision` is the offer's, and differs for every move. */
export type MovedSlot = { starts_at: Instant; ends_at: Instant; revision: number; is_news: boolean };

export type MoveRefusal = "slot-unknown" | "changed-meanwhile" | "slot-over" | "time-past" | "too-far" | "time-taken";

/**
 * Moves a slot of an offer to another beginning, as long as before; nobody may book what they saw at the old time, so
 * the offer has a new revision. `too-far`: later than `latest` (`latestSlotStart`). Who is booked is for the caller,
 * who has locked their bookings before: in the order of locks the offer comes after them, and the slot after it.
 */
export async function moveSlot(
  trx: Trx,
  { slot_id, offer_id, merchant_id, seen_starts_at, starts_at }: SlotMove,
  latest: Instant,
  now: Instant,
): Promise<Result<MovedSlot, MoveRefusal>> {
  await lockOffer(trx, offer_id);
  const offer = await findOffer(trx, offer_id);
  const slot = await findSlot(trx, slot_id);
  if (offer?.merchant_id !== merchant_id || slot?.offer_id !== offer_id) return failure("slot-unknown");
  const was = { starts_at: instant(slot.starts_at), ends_at: instant(slot.ends_at) };
  const { revision } = offer;
  if (was.starts_at === starts_at) return ok({ ...was, revision, is_news: false });
  if (was.starts_at !== seen_starts_at) return failure("changed-meanwhile");
  if (was.starts_at <= now) return failure("slot-over");
  if (starts_at <= now) return failure("time-past");
  if (starts_at > latest) return failure("too-far");
  if (await findSlotAt(trx, offer_id, starts_at)) return failure("time-taken");
  const ends_at = addMs(starts_at, epochMs(was.ends_at) - epochMs(was.starts_at));
  const is_moved = await setSlotTime(trx, slot_id, was.starts_at, { starts_at, ends_at });
  const is_told = is_moved && (await updateOffer(trx, offer_id, revision, { updated_at: now }));
  return is_told ? ok({ starts_at, ends_at, revision: revision + 1, is_news: true }) : failure("changed-meanwhile");
}
