import { clsx } from "clsx";
import type { ReactNode } from "react";

export interface TermItem {
  term: ReactNode;
  details: ReactNode;
}

/** Facts as a two-column table under hairlines. */
export function TermList({ items, className }: { items: readonly TermItem[]; className?: string | undefined }) {
  return (
    <dl className={clsx("border-t border-line", className)}>
      {items.map((item, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: terms may be nodes and have no identity but their place
          key={index}
          className="grid grid-cols-[minmax(4.5em,8rem)_1fr] gap-x-4 border-b border-line py-2.5 elder:max-md:grid-cols-1"
        >
          <dt className="text-ink-3">{item.term}</dt>
          <dd className="min-w-0">{item.details}</dd>
        </div>
      ))}
    </dl>
  );
}
