import { clsx } from "clsx";
import type { ReactNode } from "react";

export interface DataColumn<Row> {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** Right-aligned tabular digits. */
  isNumeric?: boolean | undefined;
  /** The cell that names its row. */
  isRowHeader?: boolean | undefined;
  className?: string | undefined;
}

interface DataTableProps<Row> {
  caption: string;
  /** Hides the caption where a heading right above says the same. */
  hasHiddenCaption?: boolean | undefined;
  columns: readonly DataColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** One cell a column id, under the double rule; ids left out stay blank. */
  totals?: Readonly<Record<string, ReactNode>> | undefined;
  /** Rows become cards on phones; otherwise the table scrolls inside its own frame. */
  isStacked?: boolean | undefined;
  isCompact?: boolean | undefined;
}

/** A ruled table. It scrolls inside its own frame, so the page never scrolls sideways. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, hasHiddenCaption, columns, rows, rowKey, totals, isStacked, isCompact } = props;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling frame must be reachable by keyboard (WCAG 2.1.1)
    <section aria-label={caption} tabIndex={0} className="overflow-x-auto">
      <table
        data-density={isCompact ? "compact" : undefined}
        className={clsx(
          "w-full border-collapse text-left wrap-break-word",
          isCompact && "text-sm",
          isStacked && "stacked-table",
        )}
      >
        <caption className={hasHiddenCaption ? "visually-hidden" : "pb-2 text-left text-sm text-ink-3"}>
          {caption}
        </caption>
        <thead>
          <tr className="border-b border-line-strong">
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                className={clsx(
                  "py-2 pr-4 text-sm font-semibold text-ink-2 last:pr-0",
                  // many columns: long names take two lines, or the last column falls out of the frame
                  isCompact ? "align-bottom" : "whitespace-nowrap",
                  column.isNumeric && "text-right",
                )}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} className="border-b border-line hover:bg-sunken/60">
              {columns.map((column) => (
                <DataCell key={column.id} column={column}>
                  {column.cell(row)}
                </DataCell>
              ))}
            </tr>
          ))}
        </tbody>
        {totals ? (
          <tfoot>
            <tr className="total-rule font-semibold">
              {columns.map((column) => (
                <DataCell key={column.id} column={column}>
                  {totals[column.id]}
                </DataCell>
              ))}
            </tr>
          </tfoot>
        ) : null}
      </table>
    </section>
  );
}

function DataCell<Row>({ column, children }: { column: DataColumn<Row>; children: ReactNode }) {
  const look = clsx(
    "h-row py-1.5 pr-4 align-middle last:pr-0",
    column.isNumeric && "tnum text-right whitespace-nowrap",
    column.className,
  );
  if (column.isRowHeader) {
    return (
      <th scope="row" className={clsx(look, "font-semibold")}>
        {children}
      </th>
    );
  }
  return (
    <td data-label={column.header} className={look}>
      {children}
    </td>
  );
}
