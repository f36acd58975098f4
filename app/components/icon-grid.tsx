import type { ReactNode } from "react";

/** Four to a row on phones, up to eight on desktop, two on elder screens. */
export function IconGrid({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul aria-label={label} className="grid grid-cols-4 gap-1 md:grid-cols-8 elder:grid-cols-2 elder:md:grid-cols-4">
      {children}
    </ul>
  );
}

/** An icon over its word, as one target. Goes inside an IconGrid. */
export function IconLink({ href, icon, children }: { href: string; icon: ReactNode; children: ReactNode }) {
  return (
    <li className="min-w-0">
      <a
        href={href}
        className="flex h-full min-h-touch flex-col items-center gap-1.5 rounded-md px-1 py-2.5 text-center text-sm leading-tight text-ink no-underline hover:bg-sunken active:bg-line/60"
      >
        <span aria-hidden="true" className="[&>svg]:size-9 elder:[&>svg]:size-12">
          {icon}
        </span>
        {children}
      </a>
    </li>
  );
}
