import { clsx } from "clsx";
import type { ReactNode } from "react";

const TONES = {
  plain: "border-line bg-surface text-ink-2",
  good: "border-qing-200 bg-qing-50 text-qing-700",
  waiting: "border-jin-400 bg-jin-50 text-jin-700",
  info: "border-dian-600/40 bg-dian-50 text-dian-600",
  danger: "border-danger-700/40 bg-danger-50 text-danger-700",
  price: "border-zhu-600/40 bg-zhu-50 text-zhu-700",
  /** Ink with an ochre hairline: a rank, not a medal. */
  rank: "border-jin-400 bg-surface font-serif font-bold text-ink",
} as const;

export type TagTone = keyof typeof TONES;

/** A short state or promise. Not a target. */
export function Tag({ tone = "plain", children }: { tone?: TagTone | undefined; children: ReactNode }) {
  return (
    <span
      className={clsx(
        "inline-flex max-w-full shrink-0 items-center gap-1 rounded-sm border px-1.5 text-xs leading-[1.55]",
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}
