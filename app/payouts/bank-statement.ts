import { parse } from "csv-parse/sync";
import { type CalendarDay, isCalendarDay } from "~/kernel/calendar-day";
import { type Minor, parseMajor } from "~/kernel/money";

/** One line as the bank printed it: what came in is positive. */
export type StatementLine = {
  line: number;
  booked_on: CalendarDay;
  amount_minor: Minor;
  counterparty: string;
  text: string;
};

/** What is wrong with a statement, in which of its lines (0 for all of it) and, of an amount, in which column. */
export type StatementFault = {
  line: number;
  fault: "no-table" | "no-date" | "no-amount" | "no-lines" | "date" | "date-ahead" | "amount" | "two-amounts";
  value: string;
  /** The column's name as the bank wrote it; empty where the fault is not about one cell. */
  column: string;
};

type Column = "date" | "amount" | "in" | "out" | "counterparty" | "text";

/** What banks call their columns, without blanks and what stands in brackets. */
const COLUMN_NAMES: Readonly<Record<string, Column>> = {
  date: "date",
  日期: "date",
  交易日期: "date",
  记账日期: "date",
  入账日期: "date",
  交易时间: "date",
  amount: "amount",
  金额: "amount",
  交易金额: "amount",
  发生额: "amount",
  in: "in",
  收入: "in",
  收入金额: "in",
  贷方金额: "in",
  贷方发生额: "in",
  out: "out",
  支出: "out",
  支出金额: "out",
  借方金额: "out",
  借方发生额: "out",
  counterparty: "counterparty",
  对方: "counterparty",
  对方户名: "counterparty",
  对方名称: "counterparty",
  purpose: "text",
  text: "text",
  附言: "text",
  摘要: "text",
  用途: "text",
  备注: "text",
};

const LONGEST_TEXT_COUNT = 500;

/**
 * Reads a bank statement as CSV (commas or tabs): a first row that names the columns, then one line an amount, signed or
 * in two columns. An amount with a minus, in brackets or marked 红字 is the opposite of its column: what a bank writes so
 * below "out" came back. Gives the lines, or everything that is wrong with them by line. Lines dated after `today` are refused.
 */
export function parseBankStatement(
  text: string,
  today: CalendarDay,
): { ok: true; lines: StatementLine[] } | { ok: false; faults: StatementFault[] } {
  const rows = readRows(text);
  if (!rows) return refused(0, "no-table");
  const [header, ...data] = rows;
  const names = header?.cells ?? [];
  const columns = names.map(columnOf);
  if (!columns.includes("date")) return refused(header?.line ?? 1, "no-date");
  if (!columns.some((each) => each === "amount" || each === "in" || each === "out")) {
    return refused(header?.line ?? 1, "no-amount");
  }
  const read = data.filter(({ cells }) => cells.some(Boolean)).map((row) => readLine(row, { names, columns }, today));
  if (read.length === 0) return refused(0, "no-lines");
  const faults = read.flatMap((each) => ("fault" in each ? [each] : []));
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, lines: read.flatMap((each) => ("fault" in each ? [] : [each])) };
}

function refused(line: number, fault: StatementFault["fault"]): { ok: false; faults: StatementFault[] } {
  return { ok: false, faults: [{ line, fault, value: "", column: "" }] };
}

type Row = { line: number; cells: string[] };

function readRows(text: string): Row[] | undefined {
  const delimiter = (text.split("\n")[0] ?? "").includes("\t") ? "\t" : ",";
  try {
    const options = { bom: true, info: true, relaxColumnCount: true, delimiter } as const;
    const records = parse(text, options) as unknown as { record: string[]; info: { lines: number } }[];
    let lines_before_count = 0;
    return records.map(({ record, info }) => {
      const line = lines_before_count + 1;
      lines_before_count = info.lines;
      return { line, cells: record.map((cell) => cell.trim()) };
    });
  } catch {
    return undefined;
  }
}

function columnOf(name: string): Column | undefined {
  const plain = name
    .normalize("NFKC")
    .replace(/\(.*\)|\s+/g, "")
    .toLowerCase();
  return Object.hasOwn(COLUMN_NAMES, plain) ? COLUMN_NAMES[plain] : undefined;
}

type Header = { names: readonly string[]; columns: readonly (Column | undefined)[] };
type Cell = { name: string; column: Column | undefined; text: string };

function readLine(
  { line, cells }: Row,
  { names, columns }: Header,
  today: CalendarDay,
): StatementLine | StatementFault {
  const filled = cells
    .map((text, index): Cell => ({ text, name: names[index] ?? "", column: columns[index] }))
    .filter(({ text }) => text !== "");
  const all = (column: Column) => filled.filter((cell) => cell.column === column).map(({ text }) => text);
  const date = all("date")[0] ?? "";
  const booked_on = readDay(date);
  if (!booked_on) return { line, fault: "date", value: date, column: "" };
  if (booked_on > today) return { line, fault: "date-ahead", value: date, column: "" };
  const read = readAmountOf(filled);
  if ("fault" in read) return { line, ...read };
  const [counterparty, said] = [all("counterparty").join(" "), all("text").join(" ")];
  const { amount_minor } = read;
  return { line, booked_on, amount_minor, counterparty: shortened(counterparty), text: shortened(said) };
}

/** The one amount of a line, coming in positive: a signed one, or else that of the two columns that is not zero. */
function readAmountOf(cells: readonly Cell[]): { amount_minor: Minor } | Omit<StatementFault, "line"> {
  const signed = cells.find(({ column }) => column === "amount");
  const parts = signed ? [signed] : cells.filter(({ column }) => column === "in" || column === "out");
  const read = parts.map((cell) => ({ ...cell, amount_minor: readAmount(cell.text) }));
  const wrong = read.find(({ amount_minor }) => amount_minor === undefined);
  if (wrong) return { fault: "amount", value: wrong.text, column: wrong.name };
  const moved = read.flatMap(({ column, text, name, amount_minor = 0 }) =>
    amount_minor === 0 ? [] : [{ text, name, amount_minor: column === "out" ? -amount_minor : amount_minor }],
  );
  const [only, other] = moved;
  if (!only) return { fault: "amount", value: parts.map(({ text }) => text).join(" / "), column: parts[0]?.name ?? "" };
  if (other) return { fault: "two-amounts", value: `${only.text} / ${other.text}`, column: "" };
  return { amount_minor: only.amount_minor };
}

/** 2026-08-05, 2026/8/5 or 20260805, with or without a time after it. */
function readDay(text: string): CalendarDay | undefined {
  const match = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[\sT].*)?$/.exec(text.normalize("NFKC"));
  if (!match) return undefined;
  const [, year = "", month = "", day = ""] = match;
  const written = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return isCalendarDay(written) && written >= "2000-01-01" ? written : undefined;
}

/** "-1,234.50", "(12.50)", "12.50-", "红字12.50", "+12" or "12.5" as minor units; one mark for less than nothing, not two. */
function readAmount(text: string): Minor | undefined {
  const plain = text
    .normalize("NFKC")
    .replace(/[,\s¥￥]/g, "")
    .replaceAll("−", "-");
  const match = /^(?:(?<plus>\+?)([\d.]+)|-([\d.]+)|\(([\d.]+)\)|([\d.]+)-|红字?([\d.]+))$/.exec(plain);
  const digits = match?.slice(2).find((group) => group !== undefined);
  const amount_minor = digits === undefined ? undefined : parseMajor(digits);
  if (amount_minor === undefined) return undefined;
  return match?.groups?.plus === undefined && amount_minor !== 0 ? -amount_minor : amount_minor;
}

function shortened(text: string): string {
  return [...text].slice(0, LONGEST_TEXT_COUNT).join("");
}
