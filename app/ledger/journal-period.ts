import { addDays, type CalendarDay, calendarDay } from "~/kernel/calendar-day";

/** Days from the first to the last, both inside. */
export type Period = { from: CalendarDay; to: CalendarDay };

export const PERIOD_NAMES = ["this_month", "last_month", "this_quarter", "this_year"] as const;
export type PeriodName = (typeof PERIOD_NAMES)[number];

/** A calendar month; undefined for text that is not YYYY-MM. */
export function monthPeriod(month: string): Period | undefined {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) return undefined;
  const [year = 0, number = 0] = month.split("-").map(Number);
  return months(year, number, 1);
}

/** The named period around `today`. */
export function periodOf(name: PeriodName, today: CalendarDay): Period {
  const [year = 0, month = 0] = today.split("-").map(Number);
  switch (name) {
    case "this_month":
      return months(year, month, 1);
    case "last_month":
      return month === 1 ? months(year - 1, 12, 1) : months(year, month - 1, 1);
    case "this_quarter":
      return months(year, month - ((month - 1) % 3), 3);
    case "this_year":
      return months(year, 1, 12);
  }
}

/** Months (YYYY-MM) from the one of `first` to the one of `last`, newest first. */
export function monthsBetween(first: CalendarDay, last: CalendarDay): string[] {
  const list: string[] = [];
  for (let month = last.slice(0, 7); month >= first.slice(0, 7); month = monthBefore(month)) list.push(month);
  return list;
}

function monthBefore(month: string): string {
  return addDays(calendarDay(`${month}-01`), -1).slice(0, 7);
}

/** `month_count` whole months from `month` of `year` on, within one year. */
function months(year: number, month: number, month_count: number): Period {
  const after = month + month_count;
  return {
    from: firstOf(year, month),
    to: addDays(after > 12 ? firstOf(year + 1, after - 12) : firstOf(year, after), -1),
  };
}

function firstOf(year: number, month: number): CalendarDay {
  return calendarDay(`${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-01`);
}
