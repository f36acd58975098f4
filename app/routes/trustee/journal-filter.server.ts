import { type CalendarDay, dayOf, isCalendarDay } from "~/kernel/calendar-day";
import { type Minor, parseMajor } from "~/kernel/money";
import { ACCOUNT_PATTERN } from "~/ledger/account";
import { findJournalPeriod } from "~/ledger/journal.queries.server";
import { isEntryKind } from "~/ledger/journal-entry";
import { isAccountGroup, type JournalFilter } from "~/ledger/journal-filter";
import { PERIOD_NAMES, type Period, periodOf } from "~/ledger/journal-period";
import type { MemberVisit } from "../guard.server";
import { addressWith, readUrlFilters, type UrlFilters } from "../url-filters.server";

export type JournalQuestion = {
  filter: JournalFilter & Period;
  filters: UrlFilters;
  periods: { name: string; href: string; is_chosen: boolean }[];
};

/** What the address asks of the journal: this month unless it names days, or an id that may lie anywhere. */
export async function readJournalQuestion({ url, services, community, now, t }: MemberVisit): Promise<JournalQuestion> {
  const today = dayOf(now, community.zone);
  const filters = readUrlFilters(url);
  const text = filters.read("text", (typed) => (typed.length <= 64 ? typed : undefined));
  const known = await findJournalPeriod(services.db.read);
  const everything: Period = { from: known?.first ?? today, to: known && known.last > today ? known.last : today };
  const period = readPeriod(filters, text === undefined ? periodOf("this_month", today) : everything);
  const choices = [
    ...PERIOD_NAMES.map((name) => ({ name: t(`journal.${name}`), period: periodOf(name, today) })),
    { name: t("journal.everything"), period: everything },
  ];
  return {
    filter: {
      ...period,
      text,
      kind: filters.read("kind", (name) => (isEntryKind(name) ? name : undefined)),
      account: filters.read("account", (name) =>
        isAccountGroup(name) || ACCOUNT_PATTERN.test(name) ? name : undefined,
      ),
      ...readAmounts(filters),
    },
    filters,
    periods: choices.map((choice) => ({
      name: choice.name,
      href: addressWith(url, { ...choice.period, page: null }),
      is_chosen: choice.period.from === period.from && choice.period.to === period.to,
    })),
  };
}

/** One end alone keeps the other end of `usual` where that makes a period; a turned-round pair is dropped. */
function readPeriod(filters: UrlFilters, usual: Period): Period {
  const from = filters.read("from", parseDay);
  const to = filters.read("to", parseDay);
  const period = { from: from ?? earlier(usual.from, to), to: to ?? later(usual.to, from) };
  if (period.from <= period.to) return period;
  filters.dropped.push("from", "to");
  return usual;
}

function readAmounts(filters: UrlFilters): { least_minor: Minor | undefined; most_minor: Minor | undefined } {
  const least_minor = filters.read("least", parseMajor);
  const most_minor = filters.read("most", parseMajor);
  if (least_minor === undefined || most_minor === undefined || least_minor <= most_minor)
    return { least_minor, most_minor };
  filters.dropped.push("least", "most");
  return { least_minor: undefined, most_minor: undefined };
}

function parseDay(text: string): CalendarDay | undefined {
  return isCalendarDay(text) ? text : undefined;
}

function earlier(a: CalendarDay, b: CalendarDay | undefined): CalendarDay {
  return b !== undefined && b < a ? b : a;
}

function later(a: CalendarDay, b: CalendarDay | undefined): CalendarDay {
  return b !== undefined && b > a ? b : a;
}
