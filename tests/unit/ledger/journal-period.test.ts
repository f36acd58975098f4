import { expect, test } from "vitest";
import { calendarDay } from "~/kernel/calendar-day";
import { monthPeriod, monthsBetween, PERIOD_NAMES, periodOf } from "~/ledger/journal-period";

test.each([
  ["2026-11-20", "2026-11-01 2026-11-30", "2026-10-01 2026-10-31", "2026-10-01 2026-12-31", "2026-01-01 2026-12-31"],
  ["2026-01-31", "2026-01-01 2026-01-31", "2025-12-01 2025-12-31", "2026-01-01 2026-03-31", "2026-01-01 2026-12-31"],
  ["2024-02-29", "2024-02-01 2024-02-29", "2024-01-01 2024-01-31", "2024-01-01 2024-03-31", "2024-01-01 2024-12-31"],
])("on %s the periods are whole months", (today, ...expected) => {
  const periods = PERIOD_NAMES.map((name) => periodOf(name, calendarDay(today)));
  expect(periods.map(({ from, to }) => `${from} ${to}`)).toEqual(expected);
});

test("a month is read from YYYY-MM and nothing else", () => {
  expect(monthPeriod("2026-12")).toEqual({ from: "2026-12-01", to: "2026-12-31" });
  for (const text of ["2026-13", "2026-00", "2026-1", "202612", "2026-12-01", "x"]) {
    expect(monthPeriod(text)).toBeUndefined();
  }
});

test("months between two days come newest first, over the turn of the year", () => {
  expect(monthsBetween(calendarDay("2025-11-30"), calendarDay("2026-02-01"))).toEqual([
    "2026-02",
    "2026-01",
    "2025-12",
    "2025-11",
  ]);
  expect(monthsBetween(calendarDay("2026-02-01"), calendarDay("2026-02-01"))).toEqual(["2026-02"]);
});
