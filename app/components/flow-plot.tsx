import { clsx } from "clsx";
import type { ReactNode } from "react";
import type { Minor } from "~/kernel/money";

export interface FlowPeriod {
  label: string;
  in_minor: Minor;
  /** Not negative: how much went out. */
  out_minor: Minor;
  /** What was there at the end of the period. */
  balance_minor: Minor;
}

interface FlowPlotProps {
  /** States the finding. The same figures must stand in a table nearby. */
  title: ReactNode;
  periods: readonly FlowPeriod[];
  labels: { in: string; out: string; balance: string };
  className?: string | undefined;
}

const COLUMN_WIDTH = 100;
const HALF_BAR = 22;
const HEIGHT = 200;

/** In above the line, out below it, and the balance as a line over both, on one scale. */
export function FlowPlot({ title, periods, labels, className }: FlowPlotProps) {
  const top = Math.max(1, ...periods.flatMap((period) => [period.in_minor, period.balance_minor]));
  const bottom = Math.max(0, ...periods.flatMap((period) => [period.out_minor, -period.balance_minor]));
  const scale = (HEIGHT - 8) / (top + bottom);
  const zero = 4 + top * scale;
  const centre = (index: number) => (index + 0.5) * COLUMN_WIDTH;
  return (
    <figure className={clsx("min-w-0", className)} data-keep>
      <figcaption className="mb-2 font-semibold">{title}</figcaption>
      <ul className="mb-2 flex flex-wrap gap-x-5 text-sm text-ink-2">
        <Key className="fill-viz-1">{labels.in}</Key>
        <Key className="fill-viz-2">{labels.out}</Key>
        <Key className="fill-ink" isLine>
          {labels.balance}
        </Key>
      </ul>
      <svg
        aria-hidden="true"
        viewBox={`0 0 ${Math.max(1, periods.length) * COLUMN_WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="block h-[200px] w-full"
      >
        {periods.map((period, index) => (
          <g key={period.label}>
            <rect
              x={centre(index) - HALF_BAR}
              y={zero - period.in_minor * scale}
              width={HALF_BAR * 2}
              height={period.in_minor * scale}
              className="fill-viz-1"
            />
            <rect
              x={centre(index) - HALF_BAR}
              y={zero}
              width={HALF_BAR * 2}
              height={period.out_minor * scale}
              className="fill-viz-2"
            />
          </g>
        ))}
        <path
          d={`M0 ${zero}H${periods.length * COLUMN_WIDTH}`}
          className="stroke-ink"
          vectorEffect="non-scaling-stroke"
        />
        <polyline
          points={periods.map((period, index) => `${centre(index)},${zero - period.balance_minor * scale}`).join(" ")}
          fill="none"
          className="stroke-ink stroke-2"
          vectorEffect="non-scaling-stroke"
          strokeLinejoin="round"
        />
      </svg>
      <ol aria-hidden="true" className="mt-1 flex text-xs text-ink-3">
        {periods.map((period) => (
          <li key={period.label} className="tnum min-w-0 flex-1 text-center">
            {period.label}
          </li>
        ))}
      </ol>
    </figure>
  );
}

function Key({ className, isLine, children }: { className: string; isLine?: boolean; children: ReactNode }) {
  return (
    <li className="flex items-center gap-2">
      <svg aria-hidden="true" viewBox="0 0 12 12" className="size-3">
        <rect y={isLine ? 5 : 0} width="12" height={isLine ? 2 : 12} className={className} />
      </svg>
      {children}
    </li>
  );
}
