import { clsx } from "clsx";
import type { ReactNode } from "react";

type Hue = 1 | 2 | 3 | 4 | "other";

export interface BarSegment {
  label: string;
  /** The amount in words, for example "¥88.00". */
  amount: ReactNode;
  /** 0 to 1; the shares of one bar add up to 1. */
  share: number;
  /** Shown inside the bar where it fits, for example "88%". */
  shareText?: string | undefined;
  hue: Hue;
}

const FILLS: Record<Hue, string> = {
  1: "fill-viz-1",
  2: "fill-viz-2",
  3: "fill-viz-3",
  4: "fill-viz-4",
  other: "fill-viz-other",
};

/** White on ochre and grey is under 4.5:1, so these two carry ink. */
const INKS: Record<Hue, string> = {
  1: "fill-white",
  2: "fill-ink",
  3: "fill-white",
  4: "fill-white",
  other: "fill-ink",
};

const NARROWEST_LABELLED_SHARE = 0.12;
const NARROWEST_LABELLED_SHARE_IN_LARGE_TYPE = 0.25;

interface StackedBarProps {
  /** States the finding. */
  title: ReactNode;
  segments: readonly BarSegment[];
  className?: string | undefined;
}

/** Parts of one whole as one bar; under it every part with its name and amount in the bar's order. */
export function StackedBar({ title, segments, className }: StackedBarProps) {
  return (
    <figure className={clsx("@container min-w-0", className)} data-keep>
      <figcaption className="mb-2 font-semibold">{title}</figcaption>
      <Bar segments={segments} />
      <ul className="mt-2 grid gap-x-12 @2xl:grid-cols-2">
        {segments.map((segment) => (
          <li key={segment.label} className="flex items-baseline gap-2 py-1">
            <svg aria-hidden="true" viewBox="0 0 10 10" className="size-3 shrink-0 self-center">
              <rect width="10" height="10" className={FILLS[segment.hue]} />
            </svg>
            <span className="min-w-0">{segment.label}</span>
            <span aria-hidden className="min-w-4 flex-1 border-b border-dotted border-line-strong/60" />
            <span className="tnum shrink-0 font-semibold">{segment.amount}</span>
          </li>
        ))}
      </ul>
    </figure>
  );
}

function Bar({ segments }: { segments: readonly BarSegment[] }) {
  let start = 0;
  return (
    <svg aria-hidden="true" width="100%" height="36" className="block rounded-sm">
      {segments.map((segment) => {
        const x = start;
        start += segment.share;
        return (
          <g key={segment.label}>
            <rect
              x={percent(x)}
              width={percent(segment.share)}
              height="36"
              className={clsx(FILLS[segment.hue], "stroke-paper stroke-2")}
            />
            {segment.shareText && segment.share >= NARROWEST_LABELLED_SHARE ? (
              <text
                x={percent(x + segment.share / 2)}
                y="18"
                dominantBaseline="central"
                textAnchor="middle"
                className={clsx(
                  "tnum text-sm font-semibold",
                  INKS[segment.hue],
                  segment.share < NARROWEST_LABELLED_SHARE_IN_LARGE_TYPE && "elder:hidden",
                )}
              >
                {segment.shareText}
              </text>
            ) : null}
          </g>
        );
      })}
    </svg>
  );
}

function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100}%`;
}
