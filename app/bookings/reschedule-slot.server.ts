import { getCommunity } from "~/alliance/alliance.queries.server";
import { prolongPromise } from "~/fund/prolong-promise.server";
import { type Instant, instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { type MovedSlot, type MoveRefusal, moveSlot, type SlotMove } from "~/offers/move-slot.server";
import { latestSlotStart } from "~/offers/offer";
import type { Trx } from "~/platform/database.server";
import type { Keys } from "~/platform/singletons.server";
import { isUnpaid, parseBookingTerms, validUntil } from "./booking";
import { type Booking, findFirstPaidAt, listBookingsOfSlot, listVouchers } from "./bookings.queries.server";
import { notifyResident } from "./notify-resident.server";
import { changeBookedTime, lockBookingsOfSlot } from "./slot-bookings.store.server";

/** `being-paid`: somebody is paying for the time they saw. `already-served`: somebody has used it. */
export type RescheduleRefusal = MoveRefusal | "being-paid" | "already-served";

/**
 * Moves a slot and everybody who is booked on it, and tells them. They did not choose the new time: they may give their
 * vouchers back in full until it begins, and who does not come pays nothing. It is refused while anybody is paying, and
 * beyond 80 days after the earliest payment. Locks the slot's bookings in the order of their ids, then the offer.
 */
export async function rescheduleSlot(
  trx: Trx,
  move: SlotMove,
  { signing_key }: Pick<Keys, "signing_key">,
  now: Instant,
): Promise<Result<{ told_count: number }, RescheduleRefusal>> {
  const locked = await lockBookingsOfSlot(trx, move.slot_id);
  const first_paid_at = await findFirstPaidAt(trx, move.slot_id);
  const moved = await moveSlot(trx, move, latestSlotStart(now, first_paid_at), now);
  if (!moved.ok) return moved;
  if (!moved.value.is_news) return ok({ told_count: 0 });
  // who booked between the first lock and the offer's is not locked: with the offer locked, nobody else comes
  const bookings = await listBookingsOfSlot(trx, move.slot_id);
  if (bookings.length !== locked.length || bookings.some(({ state }) => isUnpaid(state))) return failure("being-paid");
  let told_count = 0;
  for (const booking of bookings) {
    const vouchers = await listVouchers(trx, booking.id);
    if (vouchers.some(({ state }) => state === "redeemed")) return failure("already-served");
    if (booking.state !== "paid") continue;
    const valid_until = await moveBooked(trx, booking, moved.value, now);
    for (const { id: voucher_id } of vouchers) await prolongPromise(trx, { voucher_id, valid_until }, signing_key);
    told_count += 1;
  }
  return ok({ told_count });
}

async function moveBooked(
  trx: Trx,
  { id: booking_id, terms_json, paid_at, gross_minor }: Booking,
  { starts_at, ends_at, revision }: MovedSlot,
  now: Instant,
): Promise<Instant> {
  const { zone } = await getCommunity(trx);
  const agreed = parseBookingTerms(terms_json);
  const terms = { ...agreed, starts_at, ends_at, cancel_until: starts_at, is_no_show_kept: false };
  const valid_until = validUntil(terms, instant(paid_at ?? now), zone);
  await changeBookedTime(trx, booking_id, { terms_json: JSON.stringify(terms), valid_until });
  const key = `slot-moved:${booking_id}:${revision}`;
  const values = { amount_minor: gross_minor, until: starts_at };
  await notifyResident(trx, { key, kind: "slot-moved", booking_id, values }, now);
  return valid_until;
}
