import { addMs, type Instant } from "~/kernel/instant";
import type { Minor } from "~/kernel/money";

type Amount = { amount_minor: Minor };
type Until = { until: Instant };

/** What a person may be told of, and what is said beside it; whose shop it was comes from the booking. */
type NoticeValues = {
  /** A cashier used up their voucher. `until`: they may say until then that they were not served. */
  "voucher-redeemed": Amount & Until;
  "redemption-undone": Amount;
  /** `until`: the voucher can be used before that instant. */
  "voucher-expires-soon": Amount & Until;
  /** Nobody came: the money goes back by itself. */
  "booking-expired": Amount;
  /** Paid twice, or for seats that were gone: all of it goes back. */
  "late-money": Amount;
  /** The shop moved the time they had booked. `until`: it begins then, and can be given back until then. */
  "slot-moved": Amount & Until;
  "refund-requested": Amount;
  "refund-agreed": Amount;
  "refund-refused": Amount;
  "refund-done": Amount;
  /** The processor could not return it: a person sees to it. */
  "refund-failed": Amount;
  "contest-opened": Amount;
  "contest-ended": Amount;
  /** To a shop's owner. */
  "payout-failed": Amount;
  /** To the operator. `until`: evidence is taken until then. */
  "dispute-opened": Amount & Until;
};

export type NoticeKind = keyof NoticeValues;

/** Something to be told once: the same `key` again is the same notice. */
export type WantedNotice = {
  [Kind in NoticeKind]: {
    key: string;
    person_id: string;
    kind: Kind;
    booking_id: string | null;
    values: NoticeValues[Kind];
  };
}[NoticeKind];

/** The same about a booking, to whoever made it. */
export type BookingNotice = {
  [Kind in NoticeKind]: { key: string; kind: Kind; booking_id: string; values: NoticeValues[Kind] };
}[NoticeKind];

/** What was kept of a notice's values: an amount, and an instant where its kind has one. */
export function parseNoticeValues(values_json: string): Amount & Partial<Until> {
  return JSON.parse(values_json) as Amount & Partial<Until>;
}

/** Where somebody sees what a notice is about. */
export function noticePath(kind: NoticeKind, booking_id: string | null): string {
  if (kind === "payout-failed") return "/merchant/payout-account";
  if (kind === "dispute-opened") return "/operator";
  return booking_id === null ? "/me/bookings" : `/me/bookings/${booking_id}`;
}

/** Which text tells a notice: where nothing was paid, nothing goes back. */
export function noticeTextName(kind: NoticeKind, amount_minor: Minor) {
  return kind === "voucher-expires-soon" && amount_minor === 0 ? (`${kind}-free` as const) : kind;
}

/** What is valid until the beginning of a day is valid on the day before it. */
export function lastInstantOf(until: Instant): Instant {
  return addMs(until, -1);
}
