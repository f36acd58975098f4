import { clsx } from "clsx";
import type { ReactNode } from "react";

export interface TabLinkItem {
  href: string;
  label: ReactNode;
  /** How many there are; left out where it says nothing. */
  count?: number | undefined;
  isCurrent?: boolean | undefined;
}

/** Views of one list as links, with their counts; wraps instead of scrolling. */
export function TabLinks({ label, items }: { label: string; items: readonly TabLinkItem[] }) {
  return (
    <nav aria-label={label} className="mb-4 border-b border-line">
      <ul className="-mb-px flex flex-wrap">
        {items.map((item) => (
          <li key={item.href}>
            <a
              href={item.href}
              aria-current={item.isCurrent ? "page" : undefined}
              className={clsx(
                "inline-flex min-h-touch min-w-touch items-center justify-center gap-1 border-b-2 px-3 no-underline",
                item.isCurrent
                  ? "border-qing-600 font-semibold text-qing-700"
                  : "border-transparent text-ink-2 hover:border-qing-200 hover:text-qing-700",
              )}
            >
              {item.label}
              {item.count === undefined ? null : <span className="tnum text-sm">{item.count}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
