import { parseBookingTerms } from "~/bookings/booking";
import { findBooking } from "~/bookings/bookings.queries.server";
import { type PolicyText, policyText } from "~/fund/policy-text.server";
import { isPolicyTerms, splitArithmetic } from "~/fund/split-arithmetic";
import { formatBps, formatMoney } from "~/kernel/money";
import type { ExportedEntry } from "~/ledger/exported-entry";
import { amountText } from "~/ledger/journal-rows.server";
import { type Bilingual, ownNames } from "~/messages/own-text";
import type { Translator } from "~/messages/translator.server";
import { listCategories } from "~/offers/offers.queries.server";
import type { MemberVisit } from "../guard.server";

/** What an entry goes back to. Nothing of the resident: not the name, not the note, not the telephone. */
export type EntrySource = {
  booking: { id: string; service: Bilingual; merchant: Bilingual; quantity: number; gross: string } | null;
  voucher: string | null;
  merchant: string | null;
  stripe: { name: keyof ExportedEntry["stripe"]; id: string }[];
};

export async function entrySource(
  { services }: MemberVisit,
  entry: ExportedEntry,
  merchant_names: ReadonlyMap<string, string>,
): Promise<EntrySource> {
  const booking = entry.booking === null ? undefined : await findBooking(services.db.read, entry.booking);
  const terms = booking && parseBookingTerms(booking.terms_json);
  const named = Object.entries(entry.stripe) as [keyof ExportedEntry["stripe"], string | null][];
  return {
    booking:
      booking && terms
        ? {
            id: booking.id,
            service: { written: terms.title_zh, english: terms.title_en },
            merchant: { written: terms.merchant_name_zh, english: terms.merchant_name_en },
            quantity: booking.quantity,
            gross: formatMoney(booking.gross_minor),
          }
        : null,
    voucher: entry.voucher ?? null,
    merchant: entry.merchant === undefined ? null : (merchant_names.get(entry.merchant) ?? entry.merchant),
    stripe: named.flatMap(([name, id]) => (id === null ? [] : [{ name, id }])),
  };
}

/** One leg of the split as a line of sums. */
export type ArithmeticRow = {
  leg: "commission" | "fund" | "merchant";
  calculation: string;
  expected: string;
  booked: string;
  is_equal: boolean;
};

export type EntryPolicy = {
  policy: (PolicyText & { id: string }) | "unreadable" | null;
  arithmetic: ArithmeticRow[] | null;
};

/** The policy an entry was split by, in words, and the split computed again from it. */
export async function entryPolicy(
  { services, community, t, locale }: MemberVisit,
  entry: ExportedEntry,
): Promise<EntryPolicy> {
  if (entry.policy === undefined) return { policy: null, arithmetic: null };
  if (!isPolicyTerms(entry.policy)) return { policy: "unreadable", arithmetic: null };
  const category_names = ownNames(locale, await listCategories(services.db.read));
  return {
    policy: { id: entry.policy.id, ...policyText(t, entry.policy, category_names, community.zone) },
    arithmetic: arithmeticRows(t, entry),
  };
}

function arithmeticRows(t: Translator, entry: ExportedEntry): ArithmeticRow[] | null {
  const replayed = splitArithmetic(entry);
  if (!replayed) return null;
  const gross = formatMoney(replayed.gross_minor);
  return replayed.steps.map(({ leg, bps, exact, expected_minor, booked_minor }) => ({
    leg,
    calculation: bps === null || exact === null ? t("journal.rest", { gross }) : shareText(t, gross, bps, exact),
    expected: amountText(expected_minor),
    booked: amountText(booked_minor),
    is_equal: expected_minor === booked_minor,
  }));
}

function shareText(t: Translator, gross: string, bps: number, exact: string): string {
  const sum = { gross, rate: formatBps(bps), exact: `¥${exact}` };
  return /\.\d{2}$/.test(exact) ? t("journal.exact", sum) : t("journal.floored", sum);
}
