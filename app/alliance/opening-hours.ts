import type { Weekday } from "~/kernel/calendar-day";

/** Weekday names by their two-letter code: Mo … Su. */
export type DayNames = Readonly<Record<string, string>>;

const WEEKDAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const PART = /^([A-Za-z,-]+) \d{2}:\d{2}-\d{2}:\d{2}(?:,\d{2}:\d{2}-\d{2}:\d{2})*$/;

/** The weekdays on which a shop opens; undefined where the text is not of the form "Mo-Fr 08:30-18:00; Sa 09:00-12:00". */
export function openingWeekdays(opening_hours: string): Weekday[] | undefined {
  const weekdays = opening_hours.split(";").flatMap((part) => {
    const days = PART.exec(part.trim())?.[1];
    return days === undefined ? [undefined] : days.split(",").flatMap(weekdayRange);
  });
  return weekdays.every((weekday) => weekday !== undefined) ? weekdays : undefined;
}

function weekdayRange(range: string): (Weekday | undefined)[] {
  const [first = -1, last = first] = range.split("-").map((name) => WEEKDAYS.indexOf(name));
  if (first < 0 || last < first) return [undefined];
  return WEEKDAYS.slice(first, last + 1).map((_name, offset) => (first + offset + 1) as Weekday);
}

/** "Mo-Fr 08:30-18:00; Sa,Su 09:00-17:00" as lines in the reader's words: "周一至周五 08:30–18:00". */
export function openingHoursLines(
  opening_hours: string,
  names: DayNames,
  words: { to: string; and: string },
): string[] {
  return opening_hours
    .split(";")
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const [days = "", times = ""] = part.split(" ");
      const day_text = days
        .split(",")
        .map((range) =>
          range
            .split("-")
            .map((day) => names[day] ?? day)
            .join(words.to),
        )
        .join(words.and);
      return `${day_text} ${times.replaceAll("-", "–").replaceAll(",", words.and)}`;
    });
}
