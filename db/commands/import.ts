import { IMPORT_KINDS, type ImportKindName, type ImportReport, importFile } from "#db/import/import-file";
import { UnreadableFile } from "#db/import/table";
import { findCommunity } from "~/alliance/alliance.queries.server";
import { systemClock } from "~/platform/clock.server";
import { type Command, CouldNotRun, print, readArguments, tell, UsageError, withDatabase } from "./command";

const OPTIONS = { "dry-run": { type: "boolean" }, json: { type: "boolean" } } as const;

/** `import`: a file of merchants, offers, policies, people or categories, all of it or nothing. */
export const importCommand: Command = {
  usage: `npm run import -- ${IMPORT_KINDS.join("|")} FILE.csv|FILE.xlsx [--dry-run] [--json]`,
  async run(args) {
    const { values, positionals } = readArguments(args, { options: OPTIONS, allowPositionals: true });
    const [kind, file, ...rest] = positionals;
    if (!isImportKind(kind) || !file || rest.length > 0) throw new UsageError("expected a kind and a file");
    const is_dry_run = values["dry-run"] === true;
    const report = await runImport({ kind, file, is_dry_run });
    if (values.json) print(JSON.stringify(reportJson({ kind, file, is_dry_run }, report)));
    else printReport({ kind, file, is_dry_run }, report);
    return report.errors.length > 0 ? 1 : 0;
  },
};

type Source = { kind: ImportKindName; file: string; is_dry_run: boolean };

function runImport(source: Source): Promise<ImportReport> {
  return withDatabase(async (db) => {
    if (!(await findCommunity(db.read))) throw new CouldNotRun("there is no community yet: run `npm run setup`");
    try {
      return await importFile(db, { ...source, onRow: progressOf(source.kind) }, systemClock());
    } catch (error) {
      throw error instanceof UnreadableFile ? new CouldNotRun(error.message) : error;
    }
  });
}

/** A line that counts up on a terminal; elsewhere one plain line at the end. */
function progressOf(kind: string): (done_count: number, total_count: number) => void {
  const is_terminal = process.stderr.isTTY === true;
  return (done_count, total_count) => {
    const is_last = done_count === total_count;
    if (is_terminal) process.stderr.write(`\r${kind}: ${done_count}/${total_count}${is_last ? "\n" : ""}`);
    else if (is_last) tell(`${kind}: ${total_count} rows read`);
  };
}

function reportJson({ kind, file, is_dry_run }: Source, report: ImportReport) {
  const { errors, row_count: rows, added_count: added, changed_count: changed, unchanged_count: unchanged } = report;
  const counts = errors.length > 0 ? { added: 0, changed: 0, unchanged: 0 } : { added, changed, unchanged };
  return { ok: errors.length === 0, kind, file, dry_run: is_dry_run, rows, ...counts, errors };
}

function printReport({ file, is_dry_run }: Source, report: ImportReport): void {
  const { errors, added_count, changed_count, unchanged_count } = report;
  for (const { line, column, message } of errors) tell(`${file}:${line}: ${column && `${column}: `}${message}`);
  if (errors.length > 0) {
    tell(`${errors.length} ${errors.length === 1 ? "error" : "errors"}; nothing was changed`);
    return;
  }
  const counts = `${added_count} added, ${changed_count} changed, ${unchanged_count} unchanged`;
  const is_nothing = added_count + changed_count === 0;
  if (is_dry_run) print(`${counts} (dry run: nothing was written)`);
  else print(is_nothing ? `${counts}: nothing to do` : counts);
}

function isImportKind(text: string | undefined): text is ImportKindName {
  return (IMPORT_KINDS as readonly (string | undefined)[]).includes(text);
}
