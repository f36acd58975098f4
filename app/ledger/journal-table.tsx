import { clsx } from "clsx";
import { useTranslations } from "use-intl";

interface JournalLine {
  /** The account in words. */
  name: string;
  account: string;
  debit: string | null;
  credit: string | null;
}

export interface JournalRow {
  seq: number;
  number: string;
  kind: string;
  booked: string;
  hash: string;
  /** The entry's own page. */
  href?: string | undefined;
  notes?: readonly string[] | undefined;
  lines: readonly JournalLine[];
}

interface JournalTableProps {
  caption: string;
  rows: readonly JournalRow[];
  /** Under the double rule: what the shown lines add up to. */
  totals?: { label: string; debit: string; credit: string } | undefined;
  /** One account's lines, each on one row with its entry. */
  isByAccount?: boolean | undefined;
}

const AMOUNT = "tnum py-0.5 pl-3 text-right align-top whitespace-nowrap text-sm md:w-36 md:text-base";

/** Entries as a book keeper writes them: the fact above, its debits and credits below; the same on phones and desks. */
export function JournalTable({ caption, rows, totals, isByAccount }: JournalTableProps) {
  const t = useTranslations("journal");
  const EntryRows = isByAccount ? AccountRows : JournalEntryRows;
  return (
    <table className="w-full border-collapse text-left">
      <caption className="pb-2 text-left text-sm text-ink-3">{caption}</caption>
      <thead>
        <tr className="border-b border-line-strong text-sm text-ink-2">
          <th scope="col" className="py-2 font-semibold">
            {isByAccount ? t("title") : t("account")}
          </th>
          <th scope="col" className="py-2 pl-3 text-right font-semibold whitespace-nowrap">
            {t("debit")}
          </th>
          <th scope="col" className="py-2 pl-3 text-right font-semibold whitespace-nowrap">
            {t("credit")}
          </th>
        </tr>
      </thead>
      {rows.map((row) => (
        <EntryRows key={row.seq} row={row} />
      ))}
      {totals ? (
        <tfoot>
          <tr className="total-rule font-semibold">
            <th scope="row" className="py-2">
              {totals.label}
            </th>
            <td className={AMOUNT}>{totals.debit}</td>
            <td className={AMOUNT}>{totals.credit}</td>
          </tr>
        </tfoot>
      ) : null}
    </table>
  );
}

function JournalEntryRows({ row }: { row: JournalRow }) {
  return (
    <tbody id={`entry-${row.seq}`} className="border-b border-line">
      <tr>
        <th scope="rowgroup" colSpan={3} className="pt-2.5 pb-1 font-normal">
          <EntryHead row={row} />
        </th>
      </tr>
      {row.lines.map((line) => (
        <tr key={`${line.account}${line.debit ?? ""}`} className="last:[&>*]:pb-3">
          <td className={line.credit === null ? "py-0.5" : "py-0.5 pl-5"}>
            {line.name} <span className="block text-xs break-all text-ink-3 md:ml-2 md:inline">{line.account}</span>
          </td>
          <td className={AMOUNT}>{line.debit}</td>
          <td className={AMOUNT}>{line.credit}</td>
        </tr>
      ))}
    </tbody>
  );
}

function AccountRows({ row }: { row: JournalRow }) {
  return (
    <tbody id={`entry-${row.seq}`} className="border-b border-line">
      {row.lines.map((line) => (
        <tr key={`${line.account}${line.debit ?? ""}`}>
          <th scope="row" className="py-1 font-normal">
            <EntryHead row={row} accountName={line.name} />
          </th>
          <td className={clsx(AMOUNT, "pt-3!")}>{line.debit}</td>
          <td className={clsx(AMOUNT, "pt-3!")}>{line.credit}</td>
        </tr>
      ))}
    </tbody>
  );
}

/** Number, kind, day and hash of an entry, and what it belongs to. */
function EntryHead({ row, accountName }: { row: JournalRow; accountName?: string }) {
  return (
    <span className="flex flex-wrap items-baseline gap-x-4 text-sm text-ink-3">
      {row.href ? (
        <a href={row.href} className="link inline-flex min-h-touch items-center text-base font-semibold">
          {row.number} {row.kind}
        </a>
      ) : (
        <strong className="text-base font-semibold text-ink">
          {row.number} {row.kind}
        </strong>
      )}
      <span className="tnum text-ink-2">{row.booked}</span>
      {accountName ? <span className="text-ink-2">{accountName}</span> : null}
      {row.notes?.map((note) => (
        <span key={note}>{note}</span>
      ))}
      <span className="tnum md:ml-auto">{row.hash}</span>
    </span>
  );
}
