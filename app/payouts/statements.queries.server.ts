import type { CalendarDay } from "~/kernel/calendar-day";
import { merchantAccount, receivableAccount } from "~/ledger/account";
import { withPostings } from "~/ledger/ledger.queries.server";
import type { Reader } from "~/platform/database.server";
import { type StatementEntry, statementEntry } from "./merchant-statement";

/** Both days are inside the period. */
export type StatementPeriod = { from: CalendarDay; to: CalendarDay };

/** Every entry that moves what a shop is owed, booked within the period, in order. */
export async function listStatementEntries(
  reader: Reader,
  merchant_id: string,
  { from, to }: StatementPeriod,
): Promise<StatementEntry[]> {
  const rows = await reader
    .selectFrom("journal_entry")
    .selectAll()
    .where("booked_on", ">=", from)
    .where("booked_on", "<=", to)
    .where("seq", "in", (eb) =>
      eb.selectFrom("posting").select("entry_seq").where("account", "in", accountsOf(merchant_id)),
    )
    .orderBy("seq")
    .execute();
  return (await withPostings(reader, rows)).map((entry) => statementEntry(entry, merchant_id));
}

/** What a shop was owed when `day` began, less what it had to give back then. */
export async function getOwedBefore(reader: Reader, merchant_id: string, day: CalendarDay): Promise<number> {
  const row = await reader
    .selectFrom("posting")
    .innerJoin("journal_entry", "journal_entry.seq", "posting.entry_seq")
    .select((eb) => eb.fn.sum<number>("posting.amount_minor").as("balance_minor"))
    .where("posting.account", "in", accountsOf(merchant_id))
    .where("journal_entry.booked_on", "<", day)
    .executeTakeFirst();
  return 0 - Number(row?.balance_minor ?? 0) || 0;
}

/** What was booked with each of these vouchers, as it was called then. */
export async function listTermsOfVouchers(
  reader: Reader,
  voucher_ids: readonly string[],
): Promise<Map<string, string>> {
  if (voucher_ids.length === 0) return new Map();
  const rows = await reader
    .selectFrom("voucher")
    .innerJoin("booking", "booking.id", "voucher.booking_id")
    .select(["voucher.id", "booking.terms_json"])
    .where("voucher.id", "in", voucher_ids)
    .execute();
  return new Map(rows.map(({ id, terms_json }) => [id, terms_json]));
}

function accountsOf(merchant_id: string): string[] {
  return [merchantAccount(merchant_id), receivableAccount(merchant_id)];
}
