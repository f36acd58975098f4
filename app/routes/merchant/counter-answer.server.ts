import { parseBookingTerms, redeemableFrom } from "~/bookings/booking";
import { findRedemption } from "~/bookings/bookings.queries.server";
import {
  type FoundVoucher,
  findVoucherAtCounter,
  type LookUpRefusal,
  redemptionRefusal,
  type StateRefusal,
  type VoucherKey,
} from "~/bookings/find-redeemable.server";
import { splitOf } from "~/fund/contribution";
import { addMs, instant } from "~/kernel/instant";
import type { PolicyTerms } from "~/ledger/journal-entry";
import { findPersonName } from "~/members/members.queries.server";
import { maskName } from "~/members/person";
import type { Bilingual } from "~/messages/own-text";
import type { DateText } from "~/messages/translator.server";
import type { Term } from "~/offers/offer";
import type { MemberVisit } from "../guard.server";
import { seesMoney, undoHref } from "./redemption-line.server";

/** What a counter needs to know of a voucher to serve it. `money` is null for free ones and for those who see none. */
export type CounterVoucher = {
  voucher_id: string;
  /** The redemption that a confirmation would be. */
  next_ordinal: number;
  title: Bilingual;
  holder: string;
  /** When its slot begins and ends; null where no time was booked. */
  slot: string | null;
  /** The last day it can be used. */
  valid_until: string | null;
  ordinal: number;
  booked_count: number;
  terms: Term[];
  money: { price_minor: number; share_minor: number } | null;
};

/** What the resident left for this visit; shown only while the voucher is being redeemed. `note` may be empty. */
export type CounterContact = { phone: string; note: string };

/** `changed-meanwhile`: since it was shown, something happened to the voucher, and it can be looked up again. */
type CounterRefusal = StateRefusal | "other-merchant" | "changed-meanwhile";

/** One screen of redeeming: type a code, compare what it is, or read how it ended. */
export type CounterAnswer =
  | { step: "enter"; typed: string; complaint: "code-mistyped" | "code-unknown" | "form-broken" | null }
  | { step: "enter"; typed: string; complaint: "typing-locked"; lock: string }
  | { step: "compare"; voucher: CounterVoucher; contact: CounterContact }
  | { step: "done"; voucher: CounterVoucher; redeemed: string; undo_href: string }
  | RefusedAnswer;

/** `at` is when it was used or given back, the last day it was good, or the first day it is. */
type RefusedAnswer = {
  step: "refused";
  reason: CounterRefusal;
  at: string | null;
  cashier: string | null;
  voucher: CounterVoucher | null;
};

/** First step: what this voucher is, or why it cannot be served. Changes nothing. */
export async function lookUpVoucher(visit: MemberVisit, key: VoucherKey): Promise<CounterAnswer> {
  const { services, merchant_id, now } = visit;
  const found = await findVoucherAtCounter(services.db.read, services.keys.voucher_key, { merchant_id, key });
  if (!found.ok) return refusedLookUp(key, found.error);
  const reason = await redemptionRefusal(services.db.read, found.value, now);
  if (reason) return refusedVoucher(visit, found.value, reason);
  const { contact_phone, note } = found.value.booking;
  return {
    step: "compare",
    voucher: await counterVoucher(visit, found.value),
    contact: { phone: contact_phone, note },
  };
}

/** Second step, refused: the reason as it is now. A foreign voucher and an unknown one look alike. */
export async function refusedRedemption(visit: MemberVisit, voucher_id: string): Promise<CounterAnswer> {
  const { services, merchant_id, now } = visit;
  const key = { voucher_id };
  const found = await findVoucherAtCounter(services.db.read, services.keys.voucher_key, { merchant_id, key });
  if (!found.ok) return refusedLookUp(key, "code-unknown");
  const reason = await redemptionRefusal(services.db.read, found.value, now);
  return refusedVoucher(visit, found.value, reason ?? "changed-meanwhile");
}

/** Second step, done: the voucher is used up. */
export async function redeemedVoucher(visit: MemberVisit, found: FoundVoucher): Promise<CounterAnswer> {
  const redeemed_at = found.voucher.redeemed_at === null ? visit.now : instant(found.voucher.redeemed_at);
  const { id: voucher_id, redemption_count: ordinal } = found.voucher;
  return {
    step: "done",
    voucher: await counterVoucher(visit, found),
    redeemed: visit.dates.dayTime(redeemed_at),
    undo_href: undoHref({ voucher_id, ordinal }),
  };
}

export function answerStatus(answer: CounterAnswer): number {
  if (answer.step === "refused") return 409;
  if (answer.step !== "enter" || answer.complaint === null) return 200;
  if (answer.complaint === "typing-locked") return 429;
  return answer.complaint === "code-unknown" ? 404 : 422;
}

function refusedLookUp(key: VoucherKey, reason: LookUpRefusal): CounterAnswer {
  if (reason === "other-merchant") return { step: "refused", reason, at: null, cashier: null, voucher: null };
  return { step: "enter", typed: "typed" in key ? key.typed : "", complaint: reason };
}

async function refusedVoucher(visit: MemberVisit, found: FoundVoucher, reason: CounterRefusal): Promise<CounterAnswer> {
  const voucher = await counterVoucher(visit, found);
  const cashier = reason === "already-redeemed" ? await cashierName(visit, found) : null;
  return { step: "refused", reason, at: refusedAt(visit, found, reason), cashier, voucher };
}

function refusedAt(
  { dates, community }: MemberVisit,
  { voucher, booking }: FoundVoucher,
  reason: CounterRefusal,
): string | null {
  switch (reason) {
    case "already-redeemed":
      return voucher.redeemed_at && dates.dayTime(instant(voucher.redeemed_at));
    case "refunded":
      return booking.closed_at && dates.dayTime(instant(booking.closed_at));
    case "expired":
      return booking.valid_until && lastDay(dates, booking.valid_until);
    case "too-early": {
      const from = redeemableFrom(parseBookingTerms(booking.terms_json), community.zone);
      return from ? dates.day(from) : null;
    }
    case "disputed":
    case "own-voucher":
    case "other-merchant":
    case "changed-meanwhile":
      return null;
  }
}

/** A voucher ends with the midnight after its last day; people are told the day. */
function lastDay(dates: DateText, valid_until: string): string {
  return dates.day(addMs(instant(valid_until), -1));
}

async function cashierName({ services }: MemberVisit, { voucher }: FoundVoucher): Promise<string | null> {
  const redemption = await findRedemption(services.db.read, voucher.id, voucher.redemption_count);
  return (redemption && (await findPersonName(services.db.read, redemption.cashier_id))) ?? null;
}

async function counterVoucher(visit: MemberVisit, { voucher, booking }: FoundVoucher): Promise<CounterVoucher> {
  const { services, dates } = visit;
  const terms = parseBookingTerms(booking.terms_json);
  return {
    voucher_id: voucher.id,
    next_ordinal: voucher.redemption_count + 1,
    title: { written: terms.title_zh, english: terms.title_en },
    holder: maskName((await findPersonName(services.db.read, booking.resident_id)) ?? ""),
    slot: terms.starts_at && `${dates.dayTime(terms.starts_at)}${terms.ends_at ? `–${dates.time(terms.ends_at)}` : ""}`,
    valid_until: booking.valid_until && lastDay(dates, booking.valid_until),
    ordinal: voucher.ordinal,
    booked_count: booking.quantity,
    terms: terms.terms,
    money: seesMoney(visit) && booking.policy_json !== null ? moneyOf(voucher.gross_minor, booking.policy_json) : null,
  };
}

function moneyOf(price_minor: number, policy_json: string): CounterVoucher["money"] {
  return { price_minor, share_minor: splitOf(price_minor, JSON.parse(policy_json) as PolicyTerms).merchant_minor };
}
