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

/** What is wrong with a statement, and in which of its lines (0 for all of it). */
export type StatementFault = {
  line: number;
  fault: "no-table" | "no-date" | "no-amount" | "no-lines" | "date" | "date-ahead" | "amount" | "two-amounts";
  value: string;
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
 * in two columns. Gives the lines, or everything that is wrong with them by line. Lines dated after `today` are refused.
 */
export function parseBankStatement(
  text: string,
  today: CalendarDay,
): { ok: true; lines: StatementLine[] } | { ok: false; faults: StatementFault[] } {
  const rows = readRows(text);
  if (!rows) return refused({ line: 0, fault: "no-table", value: "" });
  const [header, ...data] = rows;
  const columns = (header?.cells ?? []).map(columnOf);
  if (!columns.includes("date")) return refused({ line: header?.line ?? 1, fault: "no-date", value: "" });
  if (!columns.some((each) => each === "amount" || each === "in" || each === "out")) {
    return refused({ line: header?.line ?? 1, fault: "no-amount", value: "" });
  }
  const read = data.filter(({ cells }) => cells.some(Boolean)).map((row) => readLine(row, columns, today));
  if (read.length === 0) return refused({ line: 0, fault: "no-lines", value: "" });
  const faults = read.flatMap((each) => ("fault" in each ? [each] : []));
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, lines: read.flatMap((each) => ("fault" in each ? [] : [each])) };
}

function refused(fault: StatementFault): { ok: false; faults: StatementFault[] } {
  return { ok: false, faults: [fault] };
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

function readLine(
  { line, cells }: Row,
  columns: readonly (Column | undefined)[],
  today: CalendarDay,
): StatementLine | StatementFault {
  const all = (column: Column) => cells.filter((_cell, index) => columns[index] === column).filter(Boolean);
  const date = all("date")[0] ?? "";
  const booked_on = readDay(date);
  if (!booked_on) return { line, fault: "date", value: date };
  if (booked_on > today) return { line, fault: "date-ahead", value: date };
  const [coming, going] = [all("in")[0] ?? "", all("out")[0] ?? ""];
  if (isAmount(coming) && isAmount(going)) return { line, fault: "two-amounts", value: `${coming} / ${going}` };
  const written = all("amount")[0] ?? (isAmount(going) ? `-${going}` : coming);
  const amount_minor = readAmount(written);
  if (!amount_minor) return { line, fault: "amount", value: written };
  const [counterparty, said] = [all("counterparty").join(" "), all("text").join(" ")];
  return { line, booked_on, amount_minor, counterparty: shortened(counterparty), text: shortened(said) };
}

/** 2026-08-05, 2026/8/5 or 20260805, with or without a time after it. */
function readDay(text: string): CalendarDay | undefined {
  const match = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[\sT].*)?$/.exec(text.normalize("NFKC"));
  if (!match) return undefined;
  const [, year = "", month = "", day = ""] = match;
  const written = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return isCalendarDay(written) && written >= "2000-01-01" ? written : undefined;
}

function isAmount(text: string): boolean {
  const amount_minor = readAmount(text);
  return text !== "" && amount_minor !== 0;
}

/** "-1,234.50", "+12" or "12.5" as minor units; a sign doubled by an "out" column cancels nothing. */
function readAmount(text: string): Minor | undefined {
  const plain = text.normalize("NFKC").replace(/[,\s¥￥]/g, "");
  const match = /^(--?|\+)?([\d.]+)$/.exec(plain.replaceAll("−", "-"));
  const amount_minor = match ? parseMajor(match[2] ?? "") : undefined;
  if (amount_minor === undefined) return undefined;
  return match?.[1]?.startsWith("-") && amount_minor !== 0 ? -amount_minor : amount_minor;
}

function shortened(text: string): string {
  return [...text].slice(0, LONGEST_TEXT_COUNT).join("");
}
