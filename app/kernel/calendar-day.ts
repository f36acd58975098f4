import { Temporal } from "temporal-polyfill";
import { assert } from "./assert";
import { epochMs, type Instant, instantFromEpochMs } from "./instant";

/** A calendar date, YYYY-MM-DD, in the community's zone. */
export type CalendarDay = string & { readonly __brand: "CalendarDay" };

/** 1 = Monday … 7 = Sunday (ISO 8601). */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

export function calendarDay(text: string): CalendarDay {
  assert(isCalendarDay(text), `not a calendar day: ${text}`);
  return text;
}

export function isCalendarDay(text: string): text is CalendarDay {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** The date on which `at` falls in `zone` (an IANA name). */
export function dayOf(at: Instant, zone: string): CalendarDay {
  return zoned(at, zone).toPlainDate().toString() as CalendarDay;
}

export function addDays(day: CalendarDay, day_count: number): CalendarDay {
  return Temporal.PlainDate.from(day).add({ days: day_count }).toString() as CalendarDay;
}

export function weekdayOf(day: CalendarDay): Weekday {
  return Temporal.PlainDate.from(day).dayOfWeek as Weekday;
}

/** The instant at which `time` (HH:MM) strikes on `day` in `zone`; a time skipped by a clock change moves forward. */
export function instantAt(day: CalendarDay, time: string, zone: string): Instant {
  const at = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) });
  return instantFromEpochMs(at.epochMilliseconds);
}

/** The instant at which `day` begins in `zone`. */
export function startOfDay(day: CalendarDay, zone: string): Instant {
  return instantAt(day, "00:00", zone);
}

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function zoned(at: Instant, zone: string) {
  return Temporal.Instant.fromEpochMilliseconds(epochMs(at)).toZonedDateTimeISO(zone);
}
