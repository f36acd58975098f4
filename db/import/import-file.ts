import { getCommunity } from "~/alliance/alliance.queries.server";
import type { Instant } from "~/kernel/instant";
import { failure, ok } from "~/kernel/result";
import { type Database, inTransaction, type Trx } from "~/platform/database.server";
import { constraintKind } from "~/platform/database-error.server";
import { categoryImport } from "./categories";
import type { ImportKind, ReadRow } from "./import-kind";
import { merchantImport } from "./merchants";
import { offerImport } from "./offers";
import { payoutAccountImport } from "./payout-accounts";
import { personImport } from "./people";
import { policyImport } from "./policies";
import { type RowError, RowReader } from "./row-reader";
import { readTable, type Table } from "./table";

export const IMPORT_KINDS = ["categories", "merchants", "offers", "policies", "people", "payout-accounts"] as const;
export type ImportKindName = (typeof IMPORT_KINDS)[number];

/** What came of a file: how many rows were new, different or known, or everything that is wrong with it. */
export type ImportReport = {
  row_count: number;
  added_count: number;
  changed_count: number;
  unchanged_count: number;
  errors: RowError[];
};

export type ImportOptions = { is_dry_run: boolean; onRow?: (done_count: number, total_count: number) => void };

/** Reads a file and saves all of it in one transaction, or nothing. Throws `UnreadableFile` where there is no table. */
export async function importFile(
  db: Database,
  source: { kind: ImportKindName; file: string } & ImportOptions,
  now: Instant,
): Promise<ImportReport> {
  const { kind, file, ...options } = source;
  const { table, faults } = await readTable(file);
  const errors = faults.map(({ line, message }) => ({ line, column: "", message }));
  const { zone } = await getCommunity(db.read);
  const run = { table, errors, options, zone, now };
  switch (kind) {
    case "categories":
      return importTable(db, categoryImport, run);
    case "merchants":
      return importTable(db, merchantImport, run);
    case "offers":
      return importTable(db, offerImport, run);
    case "policies":
      return importTable(db, policyImport, run);
    case "people":
      return importTable(db, personImport, run);
    case "payout-accounts":
      return importTable(db, payoutAccountImport, run);
  }
}

type Run = { table: Table; errors: RowError[]; options: ImportOptions; zone: string; now: Instant };

async function importTable<Facts>(db: Database, kind: ImportKind<Facts>, run: Run): Promise<ImportReport> {
  const { table, errors, options } = run;
  const report = { row_count: table.rows.length, added_count: 0, changed_count: 0, unchanged_count: 0, errors };
  if (errors.length === 0) errors.push(...headerErrors(kind.columns, table.columns));
  if (errors.length > 0) return report;
  const rows = readRows(kind, table, errors);
  errors.push(...(kind.compare?.(rows) ?? []));
  if (errors.length === 0)
    await kind.prepare?.(
      db,
      rows.map(({ facts }) => facts),
    );
  // a repeated transaction begins both anew
  let save_errors: RowError[] = [];
  let present_line = 1;
  const saveRows = async (trx: Trx) => {
    Object.assign(report, { added_count: 0, changed_count: 0, unchanged_count: 0 });
    save_errors = [];
    for (const [index, { line, facts }] of rows.entries()) {
      present_line = line;
      const outcome = await kind.save(trx, facts, { zone: run.zone, now: run.now, line });
      if (typeof outcome === "string") report[`${outcome}_count`] += 1;
      else save_errors.push({ line, ...outcome });
      options.onRow?.(index + 1, rows.length);
    }
    return errors.length + save_errors.length > 0 || options.is_dry_run ? failure("rolled-back") : ok();
  };
  try {
    await inTransaction(db, saveRows);
  } catch (error) {
    save_errors.push(refusedRow(present_line, error));
  }
  report.errors = [...errors, ...save_errors].sort((a, b) => a.line - b.line);
  return report;
}

/**
 * A constraint that no check above knew is still an error of its row, and the last one: PostgreSQL answers nothing more
 * in a transaction that a constraint has broken, so the rows after it cannot be tried.
 */
function refusedRow(line: number, error: unknown): RowError {
  const constraint = constraintKind(error);
  if (!constraint) throw error;
  const reason = error instanceof Error ? error.message : "";
  const message = `the database refuses this row (${constraint}): ${reason}; rows after it were not tried`;
  return { line, column: "", message };
}

/** Unknown, repeated and missing columns, all of them at once. */
function headerErrors(expected: readonly string[], columns: readonly string[]): RowError[] {
  const missing = expected.filter((column) => !columns.includes(column));
  const unknown = columns.filter((column) => column !== "" && !expected.includes(column));
  const repeated = columns.filter((column, index) => column !== "" && columns.indexOf(column) !== index);
  return [
    ...missing.map((column) => ({ line: 1, column, message: "this column is missing in the first row" })),
    ...unknown.map((column) => ({ line: 1, column, message: `no such column; known are ${expected.join(", ")}` })),
    ...repeated.map((column) => ({ line: 1, column, message: "this column stands there twice" })),
  ];
}

function readRows<Facts>(kind: ImportKind<Facts>, table: Table, errors: RowError[]): ReadRow<Facts>[] {
  const first_lines = new Map<string, number>();
  return table.rows.flatMap((row) => {
    const reader = new RowReader(table.columns, row);
    const facts = kind.parse(reader);
    const identity = kind.identity(facts);
    const first_line = first_lines.get(identity);
    if (first_line !== undefined) reader.refuse("key", `“${identity}” stands in line ${first_line} already`);
    else first_lines.set(identity, row.line);
    errors.push(...reader.errors);
    return reader.errors.length === 0 ? [{ line: row.line, facts }] : [];
  });
}
