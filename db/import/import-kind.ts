import type { Instant } from "~/kernel/instant";
import type { Database, Trx } from "~/platform/database.server";
import type { RowError, RowReader } from "./row-reader";

/** What saving one row came to: a count, or what is wrong with which column. */
export type SaveOutcome = "added" | "changed" | "unchanged" | { column: string; message: string };

/** A row without an error of its own, and where it stands. */
export type ReadRow<Facts> = { line: number; facts: Facts };

/** What every row is saved with. */
type SaveContext = { zone: string; now: Instant; line: number };

/** One kind of file: its columns, how a row is read, and the command that saves it. */
export type ImportKind<Facts> = {
  columns: readonly string[];
  /** What names a row; two rows of one file may not have the same. */
  identity(facts: Facts): string;
  /** Reads a row; what is wrong is told to `row`, and then nothing of it is used. */
  parse(row: RowReader): Facts;
  /** What is wrong between rows of one file, beyond a key that stands there twice. */
  compare?(rows: readonly ReadRow<Facts>[]): RowError[];
  /** Slow work that must not hold the database's lock, on all rows at once. */
  prepare?(db: Database, rows: readonly Facts[]): Promise<void>;
  save(trx: Trx, facts: Facts, context: SaveContext): Promise<SaveOutcome>;
};

/** "added", "changed" or "unchanged" from what was known before and whether the command wrote. */
export function outcomeOf(is_known: boolean, has_changed: boolean): SaveOutcome {
  if (!has_changed) return "unchanged";
  return is_known ? "changed" : "added";
}
