import type { ReactNode } from "react";

/** The decision of a page, kept at hand at the bottom of a phone; an ordinary line on desktop. For pages without a tab bar. */
export function ActionBar({ children, summary }: { children: ReactNode; summary?: ReactNode | undefined }) {
  return (
    <div
      data-noprint
      className="sticky bottom-0 z-20 -mx-gutter mt-8 flex flex-wrap items-center gap-3 border-t border-line bg-surface px-gutter pt-2.5 pb-[calc(0.625rem+env(safe-area-inset-bottom,0px))] md:mx-0 md:px-4 elder:static"
    >
      {summary ? <div className="min-w-0 flex-1">{summary}</div> : null}
      <div className="ml-auto flex flex-wrap items-center gap-2 elder:max-md:w-full elder:max-md:flex-col elder:max-md:items-stretch">
        {children}
      </div>
    </div>
  );
}
