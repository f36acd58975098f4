import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

/** Figures side by side between hairlines. */
export function TileRow({ children }: { children: ReactNode }) {
  return (
    <ul className="grid grid-cols-2 border-t border-line md:grid-cols-4 elder:grid-cols-2 elder:max-md:grid-cols-1 [&>li]:border-b [&>li]:border-line">
      {children}
    </ul>
  );
}

interface FigureTileProps {
  label: ReactNode;
  figure: ReactNode;
  note?: ReactNode | undefined;
  /** Each number leads to its list. */
  href?: string | undefined;
}

/** A number that matters, with its name and what it is measured against. Goes inside a TileRow. */
export function FigureTile({ label, figure, note, href }: FigureTileProps) {
  const content = (
    <>
      <span className="flex items-center justify-between gap-1 text-sm text-ink-2">
        {label}
        {href ? <ChevronRight aria-hidden className="size-4 shrink-0 text-ink-3" /> : null}
      </span>
      <span className="tnum mt-1 block text-2xl font-semibold">{figure}</span>
      {note ? <span className="mt-0.5 block text-xs text-ink-3">{note}</span> : null}
    </>
  );
  return (
    <li className="min-w-0">
      {href ? (
        <a href={href} className="block h-full min-h-touch px-3 py-3.5 text-ink no-underline hover:bg-sunken/60">
          {content}
        </a>
      ) : (
        <div className="h-full px-3 py-3.5">{content}</div>
      )}
    </li>
  );
}
