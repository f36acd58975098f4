import { addDays, type CalendarDay, instantAt, type Weekday, weekdayOf } from "~/kernel/calendar-day";
import { addMs, epochMs, type Instant, MINUTE_MS } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";

/** One line of a schedule: on these weekdays, slots of `slot_minutes` from `starts` to `ends`, each with `capacity` seats. */
export type WeeklyHours = {
  weekdays: readonly Weekday[];
  starts: string;
  ends: string;
  slot_minutes: number;
  capacity: number;
};

export type PlannedSlot = { starts_at: Instant; ends_at: Instant; capacity: number };

const WEEKDAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const PART = /^([A-Za-z,-]+) (\d{2}:\d{2})-(\d{2}:\d{2})\/(\d{1,4})x(\d{1,4})$/;

/** Reads `Mo-Fr 09:00-12:00/30x2; Sa 14:00-16:00/60x8`. Ranges must hold a whole number of slots. */
export function parseWeeklyHours(text: string): Result<WeeklyHours[], "hours-malformed"> {
  const parts: WeeklyHours[] = [];
  for (const part of text
    .split(";")
    .map((each) => each.trim())
    .filter(Boolean)) {
    const parsed = parsePart(part);
    if (!parsed) return failure("hours-malformed");
    parts.push(parsed);
  }
  return parts.length > 0 ? ok(parts) : failure("hours-malformed");
}

function parsePart(part: string): WeeklyHours | undefined {
  const [, days = "", starts = "", ends = "", minutes = "", seats = ""] = PART.exec(part) ?? [];
  const weekdays = parseWeekdays(days);
  const [from, to] = [minuteOfDay(starts), minuteOfDay(ends)];
  const slot_minutes = Number(minutes);
  const capacity = Number(seats);
  if (!weekdays || from === undefined || to === undefined || to <= from) return undefined;
  if (slot_minutes < 5 || capacity < 1 || (to - from) % slot_minutes !== 0) return undefined;
  return { weekdays, starts, ends, slot_minutes, capacity };
}

function parseWeekdays(text: string): Weekday[] | undefined {
  const weekdays: Weekday[] = [];
  for (const part of text.split(",")) {
    const [first, last = first, ...rest] = part.split("-").map((name) => WEEKDAYS.indexOf(name));
    if (first === undefined || last === undefined || first < 0 || last < first || rest.length > 0) return undefined;
    for (let day = first; day <= last; day += 1) weekdays.push((day + 1) as Weekday);
  }
  return weekdays;
}

function minuteOfDay(time: string): number | undefined {
  const [hours, minutes] = time.split(":").map(Number);
  if (hours === undefined || minutes === undefined || hours > 23 || minutes > 59) return undefined;
  return hours * 60 + minutes;
}

/** All slots that a schedule opens on `day_count` days from `first_day`, in the community's zone. */
export function planSlots(
  schedule: readonly WeeklyHours[],
  first_day: CalendarDay,
  day_count: number,
  zone: string,
): PlannedSlot[] {
  const planned = new Map<Instant, PlannedSlot>();
  for (let offset = 0; offset < day_count; offset += 1) {
    const day = addDays(first_day, offset);
    for (const hours of schedule) {
      if (!hours.weekdays.includes(weekdayOf(day))) continue;
      for (const slot of slotsOfDay(hours, day, zone))
        if (!planned.has(slot.starts_at)) planned.set(slot.starts_at, slot);
    }
  }
  return [...planned.values()].sort((a, b) => epochMs(a.starts_at) - epochMs(b.starts_at));
}

function slotsOfDay(hours: WeeklyHours, day: CalendarDay, zone: string): PlannedSlot[] {
  const slots: PlannedSlot[] = [];
  const closes_at = instantAt(day, hours.ends, zone);
  let starts_at = instantAt(day, hours.starts, zone);
  while (starts_at < closes_at) {
    const ends_at = addMs(starts_at, hours.slot_minutes * MINUTE_MS);
    slots.push({ starts_at, ends_at, capacity: hours.capacity });
    starts_at = ends_at;
  }
  return slots;
}
