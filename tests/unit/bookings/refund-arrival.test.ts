import { expect, it } from "vitest";
import { cardArrivalDay } from "~/bookings/refund-arrival";
import { instant } from "~/kernel/instant";

const ZONE = "Asia/Shanghai";

it.each([
  ["a Wednesday", "2026-08-05T02:00:00.000Z", "2026-08-19"],
  ["a Friday", "2026-11-20T02:00:00.000Z", "2026-12-04"],
  ["a Saturday", "2026-11-21T02:00:00.000Z", "2026-12-04"],
  ["a Friday in Greenwich that is a Saturday here", "2026-11-20T18:00:00.000Z", "2026-12-04"],
])("money that left on %s is on a card ten working days later", (_day, sent_at, arrival) => {
  expect(cardArrivalDay(instant(sent_at), ZONE)).toBe(arrival);
});
