import * as z from "zod";
import { calendarDay, isCalendarDay } from "~/kernel/calendar-day";
import { instant, isInstant } from "~/kernel/instant";

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Which slot is moved, when it began on the page that was filled in, and its new day and time in the community. */
export const rescheduleSlotSchema = z.object({
  slot_id: z.string({ error: "slot_needed" }).min(1, "slot_needed").max(200, "slot_needed"),
  seen_starts_at: z.string({ error: "invalid" }).refine(isInstant, "invalid").transform(instant),
  day: z.string({ error: "slot_day" }).refine(isCalendarDay, "slot_day").transform(calendarDay),
  time: z.string({ error: "slot_time" }).regex(TIME, "slot_time"),
});
