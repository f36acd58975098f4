import { parseBookingTerms } from "~/bookings/booking";
import type { listRedemptions } from "~/bookings/bookings.queries.server";
import { undoableUntil } from "~/bookings/redemption-contest";
import { dayOf } from "~/kernel/calendar-day";
import { instant } from "~/kernel/instant";
import { hasRoleAt, maskName } from "~/members/person";
import { MONEY_ROLES } from "~/members/role";
import type { Bilingual } from "~/messages/own-text";
import type { MemberVisit } from "../guard.server";

/** Those who serve residents at the counter. */
export const COUNTER_ROLES = ["owner", "manager", "cashier"] as const;

export type RedemptionRow = Awaited<ReturnType<typeof listRedemptions>>[number];

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
  /** Nobody came, and the price was kept. */
  is_no_show: boolean;
  is_undone: boolean;
  /** Where it can be taken back, while it can. */
  undo_href: string | null;
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

/** Whose redemptions somebody sees: those who read the shop's records all of them, a cashier their own. */
export function seenCashier({ person, merchant_id }: MemberVisit): string | undefined {
  return hasRoleAt(person, merchant_id, ["owner", "manager", "accountant"]) ? undefined : person.id;
}

export function undoHref({ voucher_id, ordinal }: { voucher_id: string; ordinal: number }): string {
  return `/merchant/undo?voucher=${voucher_id}&ordinal=${ordinal}`;
}

function isUndoable({ person, merchant_id, now }: MemberVisit, row: RedemptionRow): boolean {
  if (!hasRoleAt(person, merchant_id, COUNTER_ROLES)) return false;
  return row.undone_at === null && row.is_no_show === 0 && now <= undoableUntil(row.redeemed_at);
}

export function redemptionLine(visit: MemberVisit, row: RedemptionRow): RedemptionLine {
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
    is_no_show: row.is_no_show === 1,
    is_undone: row.undone_at !== null,
    undo_href: isUndoable(visit, row) ? undoHref(row) : null,
    money: seesMoney(visit) && is_paid ? { paid_minor: row.gross_minor, share_minor: row.share_minor ?? 0 } : null,
  };
}
