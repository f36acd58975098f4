import { type CalendarDay, isCalendarDay } from "~/kernel/calendar-day";
import { isWellFormed } from "~/kernel/canonical-json";
import { type Minor, parseMajor } from "~/kernel/money";
import type { TableRow } from "./table";

/** What is wrong with one cell, in words for the person who keeps the file. `column` is empty for a whole line. */
export type RowError = { line: number; column: string; message: string };

const KEY = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Reads the cells of one row by column and remembers everything that is wrong, not only the first. */
export class RowReader {
  readonly line: number;
  readonly errors: RowError[] = [];
  readonly #cells: ReadonlyMap<string, string>;

  constructor(columns: readonly string[], row: TableRow) {
    this.line = row.line;
    this.#cells = new Map(columns.map((column, index) => [column, row.cells[index] ?? ""]));
    for (const [column, cell] of this.#cells) {
      if (cell.includes("\0") || !isWellFormed(cell)) this.refuse(column, "holds characters that are no text");
    }
  }

  refuse(column: string, message: string): void {
    if (!this.isRefused(column)) this.errors.push({ line: this.line, column, message });
  }

  /** True when a cell was refused: what depends on its value would only mislead. */
  isRefused(column: string): boolean {
    return this.errors.some((error) => error.column === column);
  }

  /** Text of at most `limit` characters; may be empty. */
  text(column: string, limit: number): string {
    const cell = this.#cells.get(column) ?? "";
    if ([...cell].length > limit) this.refuse(column, `is longer than ${limit} characters`);
    return cell;
  }

  /** Text of 1 to `limit` characters. */
  filled(column: string, limit: number): string {
    const cell = this.text(column, limit);
    if (cell === "") this.refuse(column, "is empty");
    return cell;
  }

  /** What names the row for ever: lower-case letters, digits and hyphens. */
  key(column: string): string {
    const cell = this.filled(column, 63);
    if (!KEY.test(cell)) this.refuse(column, `expected lower-case letters, digits and hyphens, not “${cell}”`);
    return cell;
  }

  /** A key, or null where the cell is empty. */
  optionalKey(column: string): string | null {
    return this.text(column, 63) === "" ? null : this.key(column);
  }

  oneOf<T extends string>(column: string, choices: readonly T[]): T {
    const cell = this.text(column, 100);
    const choice = choices.find((each) => each === cell);
    if (choice === undefined) this.refuse(column, `expected one of ${choices.join(", ")}, not “${cell}”`);
    return choice ?? (choices[0] as T);
  }

  optionalOneOf<T extends string>(column: string, choices: readonly T[]): T | null {
    return this.text(column, 100) === "" ? null : this.oneOf(column, choices);
  }

  /** A whole number within the two bounds, both inside. */
  whole(column: string, [least, most]: readonly [number, number]): number {
    const cell = this.text(column, 20);
    const number = /^\d{1,9}$/.test(cell) ? Number(cell) : Number.NaN;
    if (!(number >= least && number <= most)) {
      this.refuse(column, `expected a whole number from ${least} to ${most}, not “${cell}”`);
      return least;
    }
    return number;
  }

  optionalWhole(column: string, bounds: readonly [number, number]): number | null {
    return this.text(column, 20) === "" ? null : this.whole(column, bounds);
  }

  /** 1 or 0 as the database has it; an empty cell is 0. */
  flag(column: string): number {
    const cell = this.text(column, 5).toLowerCase();
    if (["1", "yes", "true", "是"].includes(cell)) return 1;
    if (!["", "0", "no", "false", "否"].includes(cell)) this.refuse(column, `expected 1 or 0, not “${cell}”`);
    return 0;
  }

  /** An amount like 36.80, in minor units. */
  money(column: string): Minor {
    const cell = this.text(column, 20);
    const amount_minor = parseMajor(cell);
    if (amount_minor === undefined) this.refuse(column, `expected an amount like 36.80, not “${cell}”`);
    return amount_minor ?? 0;
  }

  /** A percentage like 4.50, in basis points, at most 10000. */
  percent(column: string): number {
    const cell = this.text(column, 20);
    const share_bps = parseMajor(cell);
    if (share_bps === undefined || share_bps > 10_000)
      this.refuse(column, `expected a percentage like 4.50, not “${cell}”`);
    return share_bps ?? 0;
  }

  day(column: string): CalendarDay {
    const cell = this.text(column, 20);
    if (isCalendarDay(cell)) return cell;
    this.refuse(column, `expected a date like 2026-07-01, not “${cell}”`);
    return "2000-01-01" as CalendarDay;
  }

  optionalDay(column: string): CalendarDay | null {
    return this.text(column, 20) === "" ? null : this.day(column);
  }

  /** Decimal degrees as whole millionths, at most `limit` degrees either way. */
  microdegrees(column: string, limit: number): number {
    const cell = this.text(column, 20);
    const degrees = /^-?\d{1,3}(\.\d{1,10})?$/.test(cell) ? Number(cell) : Number.NaN;
    if (!(Math.abs(degrees) <= limit)) {
      this.refuse(column, `expected degrees from -${limit} to ${limit} like 30.64474, not “${cell}”`);
      return 0;
    }
    return Math.round(degrees * 1e6) || 0;
  }
}
