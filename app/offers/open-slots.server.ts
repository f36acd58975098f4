import type { SlotTable } from "#db/schema/offers";
import { assert } from "~/kernel/assert";
import type { CalendarDay } from "~/kernel/calendar-day";
import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { listScheduledOffers } from "./offers.queries.server";
import { insertMissingSlots } from "./offers.store.server";
import { parseWeeklyHours, planSlots } from "./weekly-hours";

/** Which days to open: for residents, the booking window from today on. */
export type SlotWindow = { first_day: CalendarDay; day_count: number };

/** Opens the slots of every scheduled offer in a window. Running it twice changes nothing. Gives how many were new. */
export async function openSlots(trx: Trx, { first_day, day_count }: SlotWindow, zone: string): Promise<number> {
  let new_count = 0;
  for (const offer of await listScheduledOffers(trx)) {
    const schedule = parseWeeklyHours(offer.weekly_hours);
    assert(schedule.ok, `schedule of ${offer.id} was checked when it was saved`);
    const slots: SlotTable[] = planSlots(schedule.value, first_day, day_count, zone).map((slot) => ({
      id: slotId(offer.id, slot.starts_at),
      offer_id: offer.id,
      ...slot,
      held: 0,
      sold: 0,
    }));
    new_count += await insertMissingSlots(trx, slots);
  }
  return new_count;
}

/** A slot's id says which offer and when, so that opening it again names the same slot. */
export function slotId(offer_id: string, starts_at: Instant): string {
  return `${offer_id}.${starts_at.slice(0, 16).replace(/\D/g, "")}`;
}
