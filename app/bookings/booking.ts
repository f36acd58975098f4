import type { BookingState } from "#db/schema/bookings";
import { addDays, type CalendarDay, dayOf, startOfDay } from "~/kernel/calendar-day";
import { HOUR_MS, type Instant, instant } from "~/kernel/instant";
import type { Minor } from "~/kernel/money";
import type { OfferKind, PriceType, Term } from "~/offers/offer";

/** Unpaid bookings one resident may have at a time. Source: domain.md. */
export const UNPAID_LIMIT_COUNT = 3;
/** A redeemed voucher's share becomes payable after this time without a contest. Source: domain.md. */
export const CONTEST_WINDOW_MS = 24 * HOUR_MS;

/** Waiting for money: seats are held. */
export const UNPAID_STATES = ["held", "paying"] as const satisfies readonly BookingState[];
/** Ended without ever being paid. */
export const GONE_STATES = ["expired", "cancelled"] as const satisfies readonly BookingState[];

/** What the resident agreed to, copied at booking; the offer may change, this never does. */
export type BookingTerms = {
  kind: OfferKind;
  price_type: PriceType;
  category_id: string;
  title_zh: string;
  title_en: string;
  merchant_name_zh: string;
  merchant_name_en: string;
  merchant_address_zh: string;
  merchant_address_en: string;
  merchant_phone: string;
  list_price_minor: Minor;
  terms: Term[];
  valid_days: number | null;
  /** For slots: until when it can be given back. */
  cancel_until: Instant | null;
  is_no_show_kept: boolean;
  starts_at: Instant | null;
  ends_at: Instant | null;
};

export function parseBookingTerms(terms_json: string): BookingTerms {
  return JSON.parse(terms_json) as BookingTerms;
}

export function isUnpaid(state: BookingState): boolean {
  return (UNPAID_STATES as readonly BookingState[]).includes(state);
}

/** Until when a voucher can be redeemed: the end of the slot's day, or of the last valid day after payment. */
export function validUntil(terms: BookingTerms, paid_at: Instant, zone: string): Instant {
  const last_day: CalendarDay = terms.ends_at
    ? dayOf(terms.ends_at, zone)
    : addDays(dayOf(paid_at, zone), terms.valid_days ?? 0);
  return startOfDay(addDays(last_day, 1), zone);
}

/** A slot's voucher is served from the beginning of its day on; any other at once. */
export function redeemableFrom(terms: BookingTerms, zone: string): Instant | undefined {
  return terms.starts_at ? startOfDay(dayOf(terms.starts_at, zone), zone) : undefined;
}

/** Until when a paid booking can be given back in full, without a reason. */
export function cancellableUntil(terms: BookingTerms, valid_until: string): Instant {
  return terms.cancel_until ?? instant(valid_until);
}
