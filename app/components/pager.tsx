import { clsx } from "clsx";
import { ChevronLeft, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

interface PagerProps {
  page: number;
  pageCount: number;
  /** Absent on the first page. */
  previousHref?: string | undefined;
  /** Absent on the last page. */
  nextHref?: string | undefined;
  /** Links to single pages; a jump in the numbers shows as an ellipsis. */
  pages?: readonly { page: number; href: string }[] | undefined;
  labels: { navigation: string; previous: string; next: string };
  /** For example "第 2 页，共 14 页"; shown when `pages` is absent and always on phones. */
  summary: string;
}

const STEP =
  "inline-flex min-h-touch min-w-touch items-center justify-center gap-1 rounded-md border px-3 no-underline transition-colors duration-150";

/** Pages by link, so every page has an address. Nothing at all when there is only one. */
export function Pager({ page, pageCount, previousHref, nextHref, pages, labels, summary }: PagerProps) {
  if (pageCount <= 1) return null;
  return (
    <nav
      aria-label={labels.navigation}
      className="mt-6 flex flex-wrap items-center justify-between gap-3 md:justify-center elder:max-md:flex-col elder:max-md:items-stretch elder:max-md:text-center"
    >
      <PagerStep href={previousHref} rel="prev">
        <ChevronLeft aria-hidden className="size-5" />
        {labels.previous}
      </PagerStep>
      {pages ? (
        <ol className="hidden flex-wrap gap-1 md:flex">
          {pages.map((entry, index) => (
            <li key={entry.page} className="flex items-center gap-1">
              {index > 0 && entry.page - (pages[index - 1]?.page ?? 0) > 1 ? (
                <span className="px-1 text-ink-3">…</span>
              ) : null}
              <a
                href={entry.href}
                aria-current={entry.page === page ? "page" : undefined}
                className={clsx(
                  STEP,
                  "tnum",
                  entry.page === page
                    ? "border-qing-600 bg-qing-50 font-bold text-qing-700"
                    : "border-transparent text-ink-2 hover:bg-sunken",
                )}
              >
                {entry.page}
              </a>
            </li>
          ))}
        </ol>
      ) : null}
      <span className={clsx("tnum text-sm text-ink-3", pages && "md:hidden")}>{summary}</span>
      <PagerStep href={nextHref} rel="next">
        {labels.next}
        <ChevronRight aria-hidden className="size-5" />
      </PagerStep>
    </nav>
  );
}

function PagerStep({ href, rel, children }: { href: string | undefined; rel: string; children: ReactNode }) {
  if (!href) return <span className={clsx(STEP, "invisible")}>{children}</span>;
  return (
    <a href={href} rel={rel} className={clsx(STEP, "border-line-strong bg-surface text-ink hover:bg-sunken")}>
      {children}
    </a>
  );
}
