import { clsx } from "clsx";
import type { ReactNode } from "react";

interface SumLineProps {
  label: ReactNode;
  /** Usually a MoneyText. */
  amount: ReactNode;
  note?: ReactNode | undefined;
}

/** One item of a sum: name, dotted leader, amount. */
export function SumLine({ label, amount, note }: SumLineProps) {
  return (
    <div className="py-1.5">
      <div className="flex items-baseline gap-2">
        <span className="min-w-0 text-ink-2">{label}</span>
        <span aria-hidden className="min-w-4 flex-1 border-b border-dotted border-line-strong/60" />
        <span className="shrink-0">{amount}</span>
      </div>
      {note ? <div className="text-sm text-ink-3">{note}</div> : null}
    </div>
  );
}

/** What the items come to: a rule above, the double rule below. */
export function TotalLine({ label, amount, note, className }: SumLineProps & { className?: string | undefined }) {
  return (
    <div className={clsx("mt-1.5", className)}>
      <div className="total-rule flex items-baseline justify-between gap-4 py-2">
        <span className="font-semibold">{label}</span>
        <span className="shrink-0">{amount}</span>
      </div>
      {note ? <div className="mt-1 text-sm text-ink-3">{note}</div> : null}
    </div>
  );
}
