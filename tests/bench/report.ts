import { execFileSync } from "node:child_process";
import { cpus, loadavg } from "node:os";

/** One line of a table; the names are its columns. */
export type Row = Readonly<Record<string, string | number>>;

/** Lines that were measured in the same run, each beside its floor. `note` says what the floor is. */
export type Measurement = { name: string; note: string; rows: readonly Row[] };

/** What the figures depend on besides the program. */
export function conditions() {
  return {
    commit: commit(),
    node: process.version,
    cpus: `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}`,
    load_average: loadavg()
      .map((load) => load.toFixed(2))
      .join(" "),
    measured_at: new Date().toISOString(),
  };
}

function commit(): string {
  try {
    const git = (...parameters: string[]) => execFileSync("git", parameters, { encoding: "utf8" }).trim();
    return `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain") === "" ? "" : " and changes"}`;
  } catch {
    return "unknown";
  }
}

/** A measurement as text: columns in the order in which lines first name them, numbers to the right. */
export function tableOf({ name, note, rows }: Measurement): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => columns.map((column) => String(row[column] ?? "")));
  const widths = columns.map((column, index) =>
    Math.max(...[column, ...cells.map((row) => row[index] ?? "")].map(widthOf)),
  );
  const line = (texts: readonly string[]) =>
    texts
      .map((text, index) => {
        const gap = " ".repeat(Math.max(0, (widths[index] ?? 0) - widthOf(text)));
        return index === 0 ? text + gap : gap + text;
      })
      .join("  ");
  return `${name}: ${note}\n${[columns, ...cells].map(line).join("\n")}\n`;
}

function widthOf(text: string): number {
  return [...text].length;
}

/** The middle value: one disturbed round does not move it. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** A number with three digits that count. */
export function figure(value: number): number {
  return Number(value.toPrecision(3));
}

export function percent(part: number, whole: number): string {
  return `${Math.round((100 * part) / whole)} %`;
}
