import { addMs, DAY_MS, HOUR_MS, type Instant } from "~/kernel/instant";

export const PRICE_TYPES = ["free", "low_fee", "alliance", "points"] as const;
export type PriceType = (typeof PRICE_TYPES)[number];

export const OFFER_KINDS = ["slot", "voucher"] as const;
export type OfferKind = (typeof OFFER_KINDS)[number];

/** One line of 购买须知: what it is about, and the rule. */
export type Term = { label: string; text: string };

/** Lines of 购买须知 that one offer may have. */
export const TERM_LIMIT_COUNT = 6;

/** No voucher lives and no slot lies further ahead: some wallets refund for 90 days only. Source: payments.md, decision 4. */
export const LONGEST_LIFE_DAYS = 80;
/** How far ahead slots are opened for booking. */
export const BOOKING_WINDOW_DAYS = 14;
/** Seats of one slot that one resident may hold. Source: domain.md. */
export const SEATS_PER_RESIDENT_COUNT = 4;

export function parseTerms(terms_json: string): Term[] {
  return JSON.parse(terms_json) as Term[];
}

export function isPriceType(text: string): text is PriceType {
  return (PRICE_TYPES as readonly string[]).includes(text);
}

/** Until when a booked slot can be given back free of charge. */
export function cancellationDeadline(starts_at: Instant, cancel_hours: number): Instant {
  return addMs(starts_at, -cancel_hours * HOUR_MS);
}

/** The latest beginning of a slot that is sold now, or was first paid for at `first_paid_at`. */
export function latestSlotStart(now: Instant, first_paid_at: Instant = now): Instant {
  return addMs(first_paid_at < now ? first_paid_at : now, LONGEST_LIFE_DAYS * DAY_MS);
}
