import { type ExpressionBuilder, type SqlBool, sql } from "kysely";
import type { Schema } from "#db/schema/schema";
import type { CalendarDay } from "~/kernel/calendar-day";
import type { Minor } from "~/kernel/money";
import type { Reader } from "~/platform/database.server";
import type { ExportedEntry } from "./exported-entry";
import { isAccountGroup, type JournalFilter } from "./journal-filter";
import { withPostings } from "./ledger.queries.server";

/** One page of the entries a filter finds, newest date first. */
export async function listJournalPage(
  reader: Reader,
  filter: JournalFilter,
  page: { limit: number; offset: number },
): Promise<ExportedEntry[]> {
  const rows = await matchingEntries(reader, filter)
    .selectAll("journal_entry")
    .orderBy("booked_on", "desc")
    .orderBy("seq", "desc")
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  return withPostings(reader, rows);
}

export async function countJournalEntries(reader: Reader, filter: JournalFilter): Promise<number> {
  const { count } = await matchingEntries(reader, filter)
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Sums of all lines a filter shows, over every page; both are not negative. */
export async function getJournalTotals(
  reader: Reader,
  filter: JournalFilter,
): Promise<{ debit_minor: Minor; credit_minor: Minor }> {
  const sums = await matchingEntries(reader, filter)
    .innerJoin("posting", "posting.entry_seq", "journal_entry.seq")
    .select(({ fn }) => [
      fn.sum<number | null>("amount_minor").filterWhere("amount_minor", ">", 0).as("debit_minor"),
      fn.sum<number | null>("amount_minor").filterWhere("amount_minor", "<", 0).as("credit_minor"),
    ])
    .$if(filter.account !== undefined, (query) => query.where(shownLines(filter)))
    .executeTakeFirstOrThrow();
  return { debit_minor: Number(sums.debit_minor ?? 0), credit_minor: 0 - Number(sums.credit_minor ?? 0) };
}

function matchingEntries(reader: Reader, filter: JournalFilter) {
  const { from, to, kind, text } = filter;
  const is_by_line = [filter.account, filter.least_minor, filter.most_minor].some((each) => each !== undefined);
  return reader
    .selectFrom("journal_entry")
    .$if(from !== undefined, (query) => query.where("booked_on", ">=", from ?? ""))
    .$if(to !== undefined, (query) => query.where("booked_on", "<=", to ?? ""))
    .$if(kind !== undefined, (query) => query.where("kind", "=", kind ?? ""))
    .$if(text !== undefined, (query) => query.where(hasIdLike(text ?? "")))
    .$if(is_by_line, (query) =>
      query.where(({ exists, selectFrom }) =>
        exists(
          selectFrom("posting")
            .select("posting.line")
            .whereRef("posting.entry_seq", "=", "journal_entry.seq")
            .where(shownLines(filter)),
        ),
      ),
    );
}

function shownLines({ account, least_minor, most_minor }: JournalFilter) {
  return (eb: ExpressionBuilder<Schema, "posting">) =>
    eb.and([
      ...(account === undefined
        ? []
        : [isAccountGroup(account) ? like("posting.account", `${account}%`) : eb("posting.account", "=", account)]),
      ...(least_minor === undefined ? [] : [sql<SqlBool>`abs(posting.amount_minor) >= ${least_minor}`]),
      ...(most_minor === undefined ? [] : [sql<SqlBool>`abs(posting.amount_minor) <= ${most_minor}`]),
    ]);
}

const ID_COLUMNS = ["id", "booking_id", "voucher_id", "charge_id", "refund_id"] as const;

/** `text` anywhere in one of the ids an entry carries; upper and lower case are one, on both databases. */
function hasIdLike(text: string) {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
  return (eb: ExpressionBuilder<Schema, "journal_entry">) =>
    eb.or(ID_COLUMNS.map((column) => like(`journal_entry.${column}`, pattern)));
}

function like(column: string, pattern: string) {
  return sql<SqlBool>`lower(${sql.ref(column)}) like ${pattern} escape '\\'`;
}

/** Days of the first and the last booked entry; nothing while the journal is empty. */
export async function findJournalPeriod(
  reader: Reader,
): Promise<{ first: CalendarDay; last: CalendarDay } | undefined> {
  const row = await reader
    .selectFrom("journal_entry")
    .select(({ fn }) => [fn.min("booked_on").as("first"), fn.max("booked_on").as("last")])
    .executeTakeFirst();
  return row?.first && row.last ? { first: row.first as CalendarDay, last: row.last as CalendarDay } : undefined;
}

/** Balance of one account from everything booked before `day`. */
export async function getAccountBalanceBefore(reader: Reader, account: string, day: CalendarDay): Promise<Minor> {
  const row = await reader
    .selectFrom("posting")
    .innerJoin("journal_entry", "journal_entry.seq", "posting.entry_seq")
    .select(({ fn }) => fn.sum<number | null>("amount_minor").as("balance_minor"))
    .where("account", "=", account)
    .where("booked_on", "<", day)
    .executeTakeFirstOrThrow();
  return Number(row.balance_minor ?? 0);
}
