import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { CsvError, parse } from "csv-parse/sync";
import { readXlsx } from "hucre/xlsx";
import { failure, ok, type Result } from "~/kernel/result";

/** One data row of a file. `line` is where a spreadsheet or an editor shows it; cells are trimmed text. */
export type TableRow = { line: number; cells: readonly string[] };
export type Table = { columns: readonly string[]; rows: readonly TableRow[] };

/** Why a file is no table: where, and in clear words. */
export type TableFault = { line: number; message: string };

const LONGEST_FILE_BYTES = 20_000_000;

/** A file that cannot be read at all; the message names it and says why. */
export class UnreadableFile extends Error {}

/** Reads a .csv (UTF-8, with or without BOM) or .xlsx (first sheet) whose first row names the columns. */
export async function readTable(file: string): Promise<{ table: Table; faults: TableFault[] }> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UnreadableFile(`${file}: ${error.code === "ENOENT" ? "there is no such file" : error.message}`);
  });
  if (bytes.length > LONGEST_FILE_BYTES) throw new UnreadableFile(`${file}: is larger than 20 MB; split it`);
  const rows = await readRows(file, bytes);
  if (!rows.ok) return { table: { columns: [], rows: [] }, faults: [rows.fault] };
  const [header, ...data] = rows.rows;
  const columns = (header?.cells ?? []).map((name) => name.toLowerCase());
  const filled = data.filter(({ cells }) => cells.some((cell) => cell !== ""));
  const faults = filled
    .filter(({ cells }) => cells.length > columns.length && cells.slice(columns.length).some(Boolean))
    .map(({ line, cells }) => ({
      line,
      message: `has ${cells.length} cells, the first row names ${columns.length} columns`,
    }));
  return { table: { columns, rows: filled }, faults };
}

type Rows = { ok: true; rows: TableRow[] } | { ok: false; fault: TableFault };

async function readRows(file: string, bytes: Buffer): Promise<Rows> {
  switch (extname(file).toLowerCase()) {
    case ".csv":
      return readCsvRows(bytes);
    case ".xlsx":
      return readXlsxRows(bytes);
    default:
      throw new UnreadableFile(`${file}: expected a name that ends in .csv or .xlsx`);
  }
}

function readCsvRows(bytes: Buffer): Rows {
  const text = decodeUtf8(bytes);
  if (!text.ok) {
    return { ok: false, fault: { line: 1, message: "the file is not UTF-8: save it as “CSV UTF-8” or as .xlsx" } };
  }
  try {
    const records = parse(text.value, { bom: true, info: true, relaxColumnCount: true }) as unknown as CsvRecord[];
    let lines_before_count = 0;
    const rows = records.map(({ record, info }) => {
      const line = lines_before_count + 1;
      lines_before_count = info.lines;
      return { line, cells: record.map((cell) => cell.trim()) };
    });
    return { ok: true, rows };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { ok: false, fault: { line: Number(error.lines ?? 1), message: `is not CSV: ${error.message}` } };
  }
}

type CsvRecord = { record: string[]; info: { lines: number } };

/** A stray byte becomes an error instead of a question mark in somebody's name. */
function decodeUtf8(bytes: Buffer): Result<string, "not-utf-8"> {
  try {
    return ok(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return failure("not-utf-8");
  }
}

async function readXlsxRows(bytes: Buffer): Promise<Rows> {
  try {
    const { sheets } = await readXlsx(bytes);
    const rows = (sheets[0]?.rows ?? []).map((cells, index) => ({ line: index + 1, cells: cells.map(cellText) }));
    return { ok: true, rows };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, fault: { line: 1, message: `is no readable .xlsx workbook: ${reason}` } };
  }
}

function cellText(cell: string | number | boolean | Date | null | undefined): string {
  if (cell === null || cell === undefined) return "";
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? "" : cell.toISOString().slice(0, 10);
  if (typeof cell === "boolean") return cell ? "1" : "0";
  return String(cell).trim();
}
