import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calendarDay } from "~/kernel/calendar-day";
import { epochMs, MINUTE_MS } from "~/kernel/instant";
import { parseWeeklyHours, planSlots, type WeeklyHours } from "~/offers/weekly-hours";

const CHENGDU = "Asia/Shanghai";
const BERLIN = "Europe/Berlin";

function hoursOf(text: string): WeeklyHours[] {
  const parsed = parseWeeklyHours(text);
  if (!parsed.ok) throw new Error(`${text} was refused`);
  return parsed.value;
}

describe("reading a schedule", () => {
  test("weekday ranges, lists, times, minutes and seats", () => {
    expect(hoursOf("Mo-Fr 09:00-12:00/30x2; Sa,Su 14:00-16:00/60x8")).toEqual([
      { weekdays: [1, 2, 3, 4, 5], starts: "09:00", ends: "12:00", slot_minutes: 30, capacity: 2 },
      { weekdays: [6, 7], starts: "14:00", ends: "16:00", slot_minutes: 60, capacity: 8 },
    ]);
  });

  test.each([
    ["nothing", ""],
    ["only separators", " ; ;"],
    ["an unknown weekday", "Xx 09:00-10:00/30x2"],
    ["a range backwards in the week", "Fr-Mo 09:00-10:00/30x2"],
    ["a range of three days", "Mo-We-Fr 09:00-10:00/30x2"],
    ["times backwards", "Mo 12:00-09:00/30x2"],
    ["no time at all between", "Mo 09:00-09:00/30x2"],
    ["an hour that is none", "Mo 24:00-25:00/30x2"],
    ["a minute that is none", "Mo 09:60-11:00/30x2"],
    ["a range that holds no whole number of slots", "Mo 09:00-10:00/45x2"],
    ["slots of no length", "Mo 09:00-10:00/0x2"],
    ["slots of four minutes", "Mo 09:00-10:00/4x2"],
    ["no seats", "Mo 09:00-10:00/30x0"],
    ["negative seats", "Mo 09:00-10:00/30x-2"],
    ["words behind", "Mo 09:00-10:00/30x2 or so"],
    ["one good part and one bad", "Mo 09:00-10:00/30x2; Tu"],
  ])("%s is refused", (_what, text) => {
    expect(parseWeeklyHours(text)).toEqual({ ok: false, error: "hours-malformed" });
  });

  test("no text makes it fail otherwise, and none takes long", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        expect(typeof parseWeeklyHours(text).ok).toBe("boolean");
      }),
    );
    const started_ms = performance.now();
    parseWeeklyHours(`${"Mo,".repeat(20_000)} 09:00-10:00/30x2`);
    expect(performance.now() - started_ms).toBeLessThan(1_000);
  });
});

describe("planning slots", () => {
  test("a week of them, in order, at the wall clock's times", () => {
    const slots = planSlots(
      hoursOf("We 19:00-21:00/60x30; Sa 10:00-11:00/60x30"),
      calendarDay("2026-11-16"),
      7,
      CHENGDU,
    );
    expect(slots.map((slot) => slot.starts_at)).toEqual([
      "2026-11-18T11:00:00.000Z",
      "2026-11-18T12:00:00.000Z",
      "2026-11-21T02:00:00.000Z",
    ]);
    expect(slots[0]).toEqual({
      starts_at: "2026-11-18T11:00:00.000Z",
      ends_at: "2026-11-18T12:00:00.000Z",
      capacity: 30,
    });
  });

  test("parts that overlap open a time once, with the seats named first", () => {
    const slots = planSlots(
      hoursOf("Mo 09:00-10:00/60x5; Mo-Fr 09:00-10:00/60x9"),
      calendarDay("2026-11-16"),
      2,
      CHENGDU,
    );
    expect(slots.map((slot) => slot.capacity)).toEqual([5, 9]);
  });

  test("a day that has no hour 2 keeps its other hours", () => {
    // Berlin skips 02:00–03:00 on Sunday 29 March 2026
    const slots = planSlots(hoursOf("Su 01:00-05:00/60x1"), calendarDay("2026-03-29"), 1, BERLIN);
    expect(slots.map((slot) => slot.starts_at)).toEqual([
      "2026-03-29T00:00:00.000Z",
      "2026-03-29T01:00:00.000Z",
      "2026-03-29T02:00:00.000Z",
    ]);
    expect(slots.at(-1)?.ends_at).toBe("2026-03-29T03:00:00.000Z");
  });

  test("a day that has hour 2 twice fills the longer day", () => {
    // Berlin repeats 02:00–03:00 on Sunday 25 October 2026
    const slots = planSlots(hoursOf("Su 01:00-04:00/60x1"), calendarDay("2026-10-25"), 1, BERLIN);
    expect(slots.map((slot) => slot.starts_at)).toEqual([
      "2026-10-24T23:00:00.000Z",
      "2026-10-25T00:00:00.000Z",
      "2026-10-25T01:00:00.000Z",
      "2026-10-25T02:00:00.000Z",
    ]);
  });

  test("nine o'clock stays nine o'clock on both sides of a change", () => {
    const slots = planSlots(hoursOf("Sa,Mo 09:00-10:00/60x1"), calendarDay("2026-10-24"), 3, BERLIN);
    expect(slots.map((slot) => slot.starts_at)).toEqual(["2026-10-24T07:00:00.000Z", "2026-10-26T08:00:00.000Z"]);
  });

  test("slots never overlap, keep their length and lie on their weekdays, whatever the schedule", () => {
    const part = fc.record({
      weekdays: fc.subarray([1, 2, 3, 4, 5, 6, 7] as const, { minLength: 1 }),
      from: fc.integer({ min: 0, max: 20 }),
      hours: fc.integer({ min: 1, max: 3 }),
      slot_minutes: fc.constantFrom(15, 20, 30, 60),
    });
    fc.assert(
      fc.property(part, fc.constantFrom(CHENGDU, BERLIN), ({ weekdays, from, hours, slot_minutes }, zone) => {
        const time = (hour: number) => `${String(hour).padStart(2, "0")}:00`;
        const schedule = [{ weekdays, starts: time(from), ends: time(from + hours), slot_minutes, capacity: 3 }];
        const slots = planSlots(schedule, calendarDay("2026-10-19"), 14, zone);
        for (const [index, slot] of slots.entries()) {
          expect(epochMs(slot.ends_at) - epochMs(slot.starts_at)).toBe(slot_minutes * MINUTE_MS);
          const next = slots[index + 1];
          if (next) expect(epochMs(next.starts_at)).toBeGreaterThanOrEqual(epochMs(slot.ends_at));
        }
        expect(slots.length).toBeGreaterThanOrEqual(weekdays.length);
      }),
    );
  });

  test("a schedule without slots in the window gives none", () => {
    expect(planSlots(hoursOf("Su 09:00-10:00/60x1"), calendarDay("2026-11-16"), 6, CHENGDU)).toEqual([]);
    expect(planSlots([], calendarDay("2026-11-16"), 14, CHENGDU)).toEqual([]);
  });
});
