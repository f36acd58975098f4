import { clsx } from "clsx";
import type { ReactNode } from "react";

interface RowListProps {
  children: ReactNode;
  /** Names the list for screen readers. */
  label?: string | undefined;
  /** Two columns where there is room; elder screens stay with one. */
  hasColumns?: boolean | undefined;
  className?: string | undefined;
}

/** Rows under hairlines, no boxes. */
export function RowList({ children, label, hasColumns, className }: RowListProps) {
  return (
    <ul
      aria-label={label}
      className={clsx(
        hasColumns
          ? "grid gap-x-10 lg:grid-cols-2 elder:grid-cols-1 [&>li]:border-b [&>li]:border-line"
          : "divide-y divide-line border-b border-line",
        className,
      )}
    >
      {children}
    </ul>
  );
}

interface ListRowProps {
  href: string;
  title: ReactNode;
  /** A drawing or photo, shown 104×78 (4:3) at the left; above the text on elder screens. */
  art?: ReactNode | undefined;
  /** At most three short lines under the title. */
  lines?: readonly ReactNode[] | undefined;
  price?: ReactNode | undefined;
  tags?: ReactNode | undefined;
  className?: string | undefined;
}

/** One thing in a list; the whole row is one link. */
export function ListRow({ href, art, title, lines = [], price, tags, className }: ListRowProps) {
  return (
    <li className={className}>
      <a
        href={href}
        className="group flex min-h-row gap-3.5 py-4 text-ink no-underline hover:bg-sunken/60 active:bg-sunken elder:max-md:flex-col"
      >
        {art ? (
          <span className="block h-[78px] w-[104px] shrink-0 overflow-hidden rounded-sm bg-sunken elder:h-[180px] elder:w-[240px] elder:max-md:aspect-[5/3] elder:max-md:h-auto elder:max-md:w-full [&>*]:size-full [&>img]:object-cover">
            {art}
          </span>
        ) : null}
        <span className="flex min-w-0 flex-1 flex-col">
          <strong className="block leading-snug font-semibold group-hover:text-qing-700">{title}</strong>
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
            <span key={index} className="mt-0.5 block text-sm leading-snug text-ink-3">
              {line}
            </span>
          ))}
          <span className="mt-auto flex flex-wrap items-end justify-between gap-x-3 gap-y-1 pt-1.5">
            <span className="flex min-w-0 flex-wrap gap-1.5">{tags}</span>
            {price ? (
              <span className="ml-auto flex flex-wrap items-baseline justify-end gap-x-1.5 text-right">{price}</span>
            ) : null}
          </span>
        </span>
      </a>
    </li>
  );
}
