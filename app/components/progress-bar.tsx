import { clsx } from "clsx";
import type { ReactNode } from "react";
import { useId } from "react";

interface ProgressBarProps {
  label: ReactNode;
  done: number;
  /** 0 or absent while the amount of work is unknown. */
  total?: number | undefined;
  /** For example "1,240 / 2,418 条 · 约 20 秒". */
  text?: ReactNode | undefined;
  className?: string | undefined;
}

/** How far something has come, as a bar and in words. */
export function ProgressBar({ label, done, total = 0, text, className }: ProgressBarProps) {
  const id = useId();
  const measure = total > 0 ? { value: Math.min(done, total), max: total } : {};
  return (
    <div className={clsx("min-w-0", className)}>
      <div className="mb-1.5 flex flex-wrap items-baseline justify-between gap-x-4">
        <label htmlFor={id} className="font-semibold">
          {label}
        </label>
        {text ? <span className="tnum text-sm text-ink-2">{text}</span> : null}
      </div>
      <progress id={id} className="progress" {...measure} />
    </div>
  );
}
