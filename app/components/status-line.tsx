import { clsx } from "clsx";
import type { ReactNode } from "react";
import { TextLink } from "~/components/text-link";

const DOTS = {
  good: "bg-qing-600",
  waiting: "bg-jin-400 ring-1 ring-jin-700",
  failing: "bg-danger-700",
  idle: "bg-surface ring-2 ring-line-strong",
} as const;

interface StatusLineProps {
  tone?: keyof typeof DOTS | undefined;
  children: ReactNode;
  link?: { href: string; label: string } | undefined;
  className?: string | undefined;
}

/** A dot, a sentence that says the same, and where to see more. For failure use a Notice. */
export function StatusLine({ tone = "good", children, link, className }: StatusLineProps) {
  return (
    <div className={clsx("flex flex-wrap items-center gap-x-3 text-sm text-ink-2", className)}>
      <span className="inline-flex min-w-0 items-baseline gap-2.5 py-2">
        <span aria-hidden className={clsx("size-2.5 shrink-0 rounded-full", DOTS[tone])} />
        <span>{children}</span>
      </span>
      {link ? <TextLink href={link.href}>{link.label}</TextLink> : null}
    </div>
  );
}
