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
}

const AMOUNT = "tnum py-1 pl-3 text-right align-top whitespace-nowrap text-sm md:w-36 md:text-base";

/** Entries as a book keeper writes them: the fact above, its debits and credits below; the same on phones and desks. */
export function JournalTable({ caption, rows, totals }: JournalTableProps) {
  const t = useTranslations("journal");
  return (
    <table className="w-full border-collapse text-left">
      <caption className="pb-2 text-left text-sm text-ink-3">{caption}</caption>
      <thead>
        <tr className="border-b border-line-strong text-sm text-ink-2">
          <th scope="col" className="py-2 font-semibold">
            {t("account")}
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
        <JournalEntryRows key={row.seq} row={row} />
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
        <th scope="rowgroup" colSpan={3} className="pt-3 pb-1 font-normal">
          <span className="flex flex-wrap items-baseline gap-x-4">
            {row.href ? (
              <a href={row.href} className="link inline-flex min-h-touch items-center font-semibold md:min-h-0">
                {row.number} {row.kind}
              </a>
            ) : (
              <strong className="font-semibold">
                {row.number} {row.kind}
              </strong>
            )}
            <span className="tnum text-sm text-ink-2">{row.booked}</span>
            <span className="tnum text-sm text-ink-3 md:ml-auto">{row.hash}</span>
          </span>
          {row.notes?.map((note) => (
            <span key={note} className="mr-4 text-sm text-ink-3">
              {note}
            </span>
          ))}
        </th>
      </tr>
      {row.lines.map((line) => (
        <tr key={`${line.account}${line.debit ?? ""}`} className="last:[&>*]:pb-3">
          <td className={line.credit === null ? "py-1" : "py-1 pl-5"}>
            {line.name}
            <span className="block text-xs break-all text-ink-3">{line.account}</span>
          </td>
          <td className={AMOUNT}>{line.debit}</td>
          <td className={AMOUNT}>{line.credit}</td>
        </tr>
      ))}
    </tbody>
  );
}
