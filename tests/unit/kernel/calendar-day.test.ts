import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addDays,
  calendarDay,
  dayOf,
  instantAt,
  isCalendarDay,
  isZone,
  startOfDay,
  weekdayOf,
} from "~/kernel/calendar-day";
import { addMs, DAY_MS, epochMs, HOUR_MS, instant, instantFromEpochMs, laterOf } from "~/kernel/instant";

const ZONES = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Pacific/Apia", "Asia/Kathmandu", "UTC"];
const BERLIN = "Europe/Berlin";
const CHENGDU = "Asia/Shanghai";

const zones = fc.constantFrom(...ZONES);
const instants = fc
  .integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2099, 11, 31) })
  .map((epoch_ms) => instantFromEpochMs(epoch_ms));

describe("the day of an instant", () => {
  test.each([
    ["2026-06-30T15:59:59.999Z", CHENGDU, "2026-06-30"],
    ["2026-06-30T16:00:00.000Z", CHENGDU, "2026-07-01"],
    ["2026-03-28T22:59:59.999Z", BERLIN, "2026-03-28"],
    ["2026-03-28T23:00:00.000Z", BERLIN, "2026-03-29"],
    ["2026-03-29T22:00:00.000Z", BERLIN, "2026-03-30"],
    ["2026-10-25T00:30:00.000Z", BERLIN, "2026-10-25"],
    ["2026-10-25T01:30:00.000Z", BERLIN, "2026-10-25"],
    ["2028-02-29T12:00:00.000Z", CHENGDU, "2028-02-29"],
  ])("%s in %s is %s", (at, zone, day) => {
    expect(dayOf(instant(at), zone)).toBe(day);
  });

  test("begins no later than the instant and ends after it, in every zone and year", () => {
    fc.assert(
      fc.property(instants, zones, (at, zone) => {
        const day = dayOf(at, zone);
        expect(startOfDay(day, zone) <= at).toBe(true);
        expect(startOfDay(addDays(day, 1), zone) > at).toBe(true);
        expect(dayOf(startOfDay(day, zone), zone)).toBe(day);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("a day lasts", () => {
  const hours = (day: string, zone: string) => {
    const [from, to] = [startOfDay(calendarDay(day), zone), startOfDay(addDays(calendarDay(day), 1), zone)];
    return (epochMs(to) - epochMs(from)) / HOUR_MS;
  };

  test("24 hours in Chengdu, and 23 or 25 in Berlin when the clocks change", () => {
    expect([hours("2026-03-29", CHENGDU), hours("2026-10-25", CHENGDU)]).toEqual([24, 24]);
    expect([hours("2026-03-28", BERLIN), hours("2026-03-29", BERLIN), hours("2026-10-25", BERLIN)]).toEqual([
      24, 23, 25,
    ]);
  });
});

describe("a time on a day", () => {
  test.each([
    ["2026-08-05", "14:00", CHENGDU, "2026-08-05T06:00:00.000Z"],
    ["2026-03-29", "01:59", BERLIN, "2026-03-29T00:59:00.000Z"],
    ["2026-03-29", "02:30", BERLIN, "2026-03-29T01:30:00.000Z"],
    ["2026-03-29", "03:00", BERLIN, "2026-03-29T01:00:00.000Z"],
    ["2026-10-25", "02:30", BERLIN, "2026-10-25T00:30:00.000Z"],
    ["2026-10-25", "03:00", BERLIN, "2026-10-25T02:00:00.000Z"],
  ])("%s %s in %s is %s", (day, time, zone, at) => {
    expect(instantAt(calendarDay(day), time, zone)).toBe(at);
  });
});

describe("days are counted", () => {
  test("over months, leap days and years", () => {
    expect(addDays(calendarDay("2028-02-28"), 1)).toBe("2028-02-29");
    expect(addDays(calendarDay("2027-02-28"), 1)).toBe("2027-03-01");
    expect(addDays(calendarDay("2026-12-31"), 1)).toBe("2027-01-01");
    expect(addDays(calendarDay("2026-01-01"), -1)).toBe("2025-12-31");
    expect(addDays(calendarDay("2026-08-05"), 80)).toBe("2026-10-24");
  });

  test("and going back gives the same day, seven later the same weekday", () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: -4_000, max: 4_000 }), (at, day_count) => {
        const day = dayOf(at, "UTC");
        expect(addDays(addDays(day, day_count), -day_count)).toBe(day);
        expect(weekdayOf(addDays(day, 7))).toBe(weekdayOf(day));
      }),
    );
  });

  test("from Monday to Sunday", () => {
    const week = Array.from({ length: 7 }, (_, index) => weekdayOf(addDays(calendarDay("2026-08-03"), index)));
    expect(week).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});

test.each([
  "2026-02-29",
  "2026-13-01",
  "2026-00-10",
  "2026-1-01",
  "26-01-01",
  "2026-01-01T00:00",
  "",
  "2026/01/01",
  "2026-06-31",
])("%s is no calendar day", (text) => {
  expect(isCalendarDay(text)).toBe(false);
  expect(() => calendarDay(text)).toThrow();
});

test("a zone is one that the platform knows", () => {
  for (const zone of ZONES) expect(isZone(zone)).toBe(true);
  for (const text of ["", "Chengdu", "Mars/Olympus"]) expect(isZone(text)).toBe(false);
});

describe("an instant", () => {
  test.each(["2026-08-05", "2026-08-05T02:00:00Z", "2026-08-05T02:00:00.000+08:00", "2026-13-05T02:00:00.000Z", ""])(
    "is not written %s",
    (text) => {
      expect(() => instant(text)).toThrow();
    },
  );

  test("sorts as text as it does in time, and moves by milliseconds", () => {
    fc.assert(
      fc.property(instants, instants, (a, b) => {
        expect(a < b).toBe(epochMs(a) < epochMs(b));
        expect(laterOf(a, b)).toBe(epochMs(a) >= epochMs(b) ? a : b);
        expect(epochMs(addMs(a, DAY_MS)) - epochMs(a)).toBe(DAY_MS);
        expect(instant(a)).toBe(a);
      }),
    );
  });
});
