import { parseBookingTerms } from "~/bookings/booking";
import type { listRedemptions } from "~/bookings/bookings.queries.server";
import { dayOf } from "~/kernel/calendar-day";
import { instant } from "~/kernel/instant";
import { hasRoleAt, maskName } from "~/members/person";
import { MONEY_ROLES } from "~/members/role";
import type { Bilingual } from "~/messages/own-text";
import type { MemberVisit } from "../guard.server";

/** A redemption as the shop's pages show it. `money` is null for free services and for staff who see none. */
export type RedemptionLine = {
  key: string;
  /** The day in the community's zone, to group by; `day` is the same in words. */
  on: string;
  day: string;
  time: string;
  title: Bilingual;
  holder: string;
  cashier: string;
  money: { paid_minor: number; share_minor: number } | null;
};

/** True for staff who may see this shop's money; for everybody else it is not even sent. */
export function seesMoney({ person, merchant_id }: MemberVisit): boolean {
  return hasRoleAt(person, merchant_id, MONEY_ROLES);
}

/** What was booked, as it was called then. */
export function bookedTitle(terms_json: string): Bilingual {
  const { title_zh, title_en } = parseBookingTerms(terms_json);
  return { written: title_zh, english: title_en };
}

export function redemptionLine(
  visit: MemberVisit,
  row: Awaited<ReturnType<typeof listRedemptions>>[number],
): RedemptionLine {
  const at = instant(row.redeemed_at);
  const is_paid = row.share_minor !== null;
  return {
    key: `${row.voucher_id}.${row.ordinal}`,
    on: dayOf(at, visit.community.zone),
    day: visit.dates.day(at),
    time: visit.dates.time(at),
    title: bookedTitle(row.terms_json),
    holder: maskName(row.resident_name),
    cashier: row.cashier_name ?? "",
    money: seesMoney(visit) && is_paid ? { paid_minor: row.gross_minor, share_minor: row.share_minor ?? 0 } : null,
  };
}
