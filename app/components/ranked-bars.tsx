import { clsx } from "clsx";
import type { ReactNode } from "react";

interface RankedBar {
  label: ReactNode;
  amount: ReactNode;
  /** 0 to 1 of the longest bar. */
  share: number;
  href?: string | undefined;
}

interface RankedBarsProps {
  /** States the finding. */
  title: ReactNode;
  /** Longest first. */
  bars: readonly RankedBar[];
  className?: string | undefined;
}

/** Many kinds of one thing, longest first, in one hue with the figures on the bars' lines. */
export function RankedBars({ title, bars, className }: RankedBarsProps) {
  return (
    <figure className={clsx("min-w-0", className)} data-keep>
      <figcaption className="mb-2 font-semibold">{title}</figcaption>
      <ol className="grid gap-1">
        {bars.map((bar, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: labels may be nodes; a bar's identity is its rank
          <li key={index}>
            <div className="flex items-baseline justify-between gap-4">
              {bar.href ? (
                <a href={bar.href} className="link inline-flex min-h-touch min-w-touch items-center">
                  {bar.label}
                </a>
              ) : (
                <span className="min-w-0">{bar.label}</span>
              )}
              <span className="tnum shrink-0 font-semibold">{bar.amount}</span>
            </div>
            <svg aria-hidden="true" width="100%" height="10" className="mb-1.5 block">
              <rect width="100%" height="10" className="fill-sunken" />
              <rect width={`${Math.round(bar.share * 1000) / 10}%`} height="10" className="fill-viz-1" />
            </svg>
          </li>
        ))}
      </ol>
    </figure>
  );
}
