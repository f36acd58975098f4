import { clsx } from "clsx";
import { Check, X } from "lucide-react";
import type { ReactNode } from "react";

/** Chips in a row that wraps; it never scrolls sideways. */
export function ChipGroup({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul aria-label={label} className="flex flex-wrap gap-2">
      {children}
    </ul>
  );
}

interface ChipLinkProps {
  href: string;
  isSelected?: boolean | undefined;
  /** The link takes this filter away. */
  isRemovable?: boolean | undefined;
  children: ReactNode;
}

/** A filter as a link, so the choice is in the address. Goes inside a ChipGroup. */
export function ChipLink({ href, isSelected, isRemovable, children }: ChipLinkProps) {
  return (
    <li>
      <a
        href={href}
        aria-current={isSelected ? "true" : undefined}
        className={clsx(
          "inline-flex min-h-touch min-w-touch items-center justify-center gap-1.5 rounded-md border px-3.5 text-sm no-underline transition-colors duration-150",
          isSelected
            ? "border-qing-600 bg-qing-50 font-semibold text-qing-700"
            : "border-line bg-surface text-ink-2 hover:border-line-strong hover:text-ink",
        )}
      >
        {isSelected && !isRemovable ? <Check aria-hidden className="size-[1.1em] shrink-0" /> : null}
        {children}
        {isRemovable ? <X aria-hidden className="size-[1.1em] shrink-0" /> : null}
      </a>
    </li>
  );
}
