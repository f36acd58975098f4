import { addDays, type CalendarDay, dayOf, weekdayOf } from "~/kernel/calendar-day";
import type { Instant } from "~/kernel/instant";

/** Banks take this many working days at most until a refund is on a card's statement. Source: https://docs.stripe.com/refunds */
const CARD_WORKING_DAYS = 10;

/**
 * The day by which money that left at `sent_at` should be on a card: ten days later without Saturdays and Sundays. Public
 * holidays are not known here and come on top; wallets are faster.
 */
export function cardArrivalDay(sent_at: Instant, zone: string): CalendarDay {
  let day = dayOf(sent_at, zone);
  for (let left_count = CARD_WORKING_DAYS; left_count > 0; ) {
    day = addDays(day, 1);
    if (weekdayOf(day) <= 5) left_count -= 1;
  }
  return day;
}
