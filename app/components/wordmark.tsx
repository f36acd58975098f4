import { clsx } from "clsx";
import type { ReactNode } from "react";

/** The mark: a seal with the character drawn as strokes, so it needs no font. Same drawing as public/favicon.svg. */
function SealMark({ className }: { className?: string | undefined }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={clsx("shrink-0", className)}>
      <rect width="32" height="32" rx="5" className="fill-zhu-600" />
      <path
        d="M16 4.2v3.4M5.6 8.6h20.8M11.3 10.2l1.5 3M20.7 10.2l-1.5 3M7 27.4V14.3h18v11.4q0 1.7-1.9 1.7M13.6 16.6q-.4 2.2-2.6 3.2M18.4 16.6q.4 2.2 2.6 3.2M12 25.4v-3.9h8v3.9z"
        fill="none"
        className="stroke-white"
        strokeWidth="2"
        strokeLinecap="square"
        strokeLinejoin="miter"
      />
    </svg>
  );
}

interface WordmarkProps {
  name: string;
  /** A second, smaller line: the community, or whose desk this is. */
  note?: ReactNode | undefined;
  className?: string | undefined;
}

/** Mark and name in Song. */
export function Wordmark({ name, note, className }: WordmarkProps) {
  return (
    <span className={clsx("inline-flex items-center gap-2.5", className)}>
      <SealMark className="size-8" />
      <span className="min-w-0">
        <span className="block font-serif text-xl leading-tight font-bold tracking-wide">{name}</span>
        {note ? <span className="block text-xs leading-tight text-ink-3">{note}</span> : null}
      </span>
    </span>
  );
}
