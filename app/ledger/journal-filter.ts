import type { CalendarDay } from "~/kernel/calendar-day";
import type { Minor } from "~/kernel/money";
import { ACCOUNT_GROUPS } from "./account";

/** What a reader of the journal looks for; every part narrows. */
export type JournalFilter = {
  from?: CalendarDay | undefined;
  to?: CalendarDay | undefined;
  kind?: string | undefined;
  /** One account, or with a colon at its end every account that begins so. */
  account?: string | undefined;
  /** Part of the id of an entry, booking, voucher, charge or refund. */
  text?: string | undefined;
  /** An entry is found by the amount of any of its lines, without regard to the side. */
  least_minor?: Minor | undefined;
  most_minor?: Minor | undefined;
};

export function isAccountGroup(account: string): boolean {
  return ACCOUNT_GROUPS.some(({ prefix }) => prefix === account);
}

/**
 * True for the lines of a found entry that are shown and totalled: all of them, or those of the account looked for.
 * The SQL twin is `shownLines` in journal.queries.server.ts.
 */
export function isLineShown(filter: JournalFilter, posting: { account: string; amount: Minor }): boolean {
  if (filter.account === undefined) return true;
  const is_of_account = isAccountGroup(filter.account)
    ? posting.account.startsWith(filter.account)
    : posting.account === filter.account;
  const size_minor = Math.abs(posting.amount);
  return (
    is_of_account &&
    size_minor >= (filter.least_minor ?? 0) &&
    size_minor <= (filter.most_minor ?? Number.MAX_SAFE_INTEGER)
  );
}
