import { listRedemptions } from "~/bookings/bookings.queries.server";
import { undoableUntil } from "~/bookings/redemption-contest";
import { type Instant, instant } from "~/kernel/instant";
import type { MemberVisit } from "../guard.server";
import { type RedemptionLine, type RedemptionRow, redemptionLine, seenCashier } from "./redemption-line.server";

/** More than one counter serves in an hour. */
const SERVED_LIMIT_COUNT = 50;

/** One screen of taking a redemption back: choose it, say why, or read how it stands. `at` and `until` are in words. */
export type UndoStep =
  | { step: "choose"; lines: RedemptionLine[] }
  | { step: "reason"; which: NamedRedemption; line: RedemptionLine; until: string }
  | { step: "over"; line: RedemptionLine; at: string }
  | { step: "undone"; line: RedemptionLine; at: string };

type NamedRedemption = { voucher_id: string; ordinal: number };

/** What the reader may still take back at this counter, newest first. */
export async function listUndoable(visit: MemberVisit): Promise<RedemptionLine[]> {
  const rows = await listRedemptions(visit.services.db.read, visit.merchant_id, {
    limit: SERVED_LIMIT_COUNT,
    offset: 0,
    cashier_id: seenCashier(visit),
  });
  return rows.map((row) => redemptionLine(visit, row)).filter(({ undo_href }) => undo_href !== null);
}

/** How one redemption stands; undefined where it is not there or not the reader's to see. */
export async function findUndoStep(
  visit: MemberVisit,
  { voucher_id, ordinal }: NamedRedemption,
): Promise<UndoStep | undefined> {
  const { services, merchant_id, dates } = visit;
  const window = { limit: SERVED_LIMIT_COUNT, offset: 0, cashier_id: seenCashier(visit), voucher_id };
  const rows = await listRedemptions(services.db.read, merchant_id, window);
  const row = rows.find((each) => each.ordinal === ordinal);
  if (!row) return undefined;
  const line = { ...redemptionLine(visit, row), undo_href: null };
  if (row.undone_at !== null) return { step: "undone", line, at: dates.dayTime(instant(row.undone_at)) };
  const until = undoableUntil(row.redeemed_at);
  if (isOver(row, until, visit.now)) return { step: "over", line, at: dates.dayTime(until) };
  return { step: "reason", which: { voucher_id, ordinal }, line, until: dates.time(until) };
}

function isOver(row: RedemptionRow, until: Instant, now: Instant): boolean {
  return row.is_no_show === 1 || now > until;
}
