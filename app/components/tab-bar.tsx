import { clsx } from "clsx";
import type { ReactNode } from "react";

export interface TabBarItem {
  href: string;
  label: string;
  icon: ReactNode;
  isCurrent?: boolean | undefined;
}

/** The four places at the bottom of a phone; the current one by colour and weight. app.css keeps the page clear of it. */
export function TabBar({ items, label }: { items: readonly TabBarItem[]; label: string }) {
  return (
    <nav
      aria-label={label}
      data-tab-bar
      className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-surface pb-[env(safe-area-inset-bottom,0px)] md:hidden"
    >
      <ul className="flex">
        {items.map((item) => (
          <li key={item.href} className="min-w-0 flex-1">
            <a
              href={item.href}
              aria-current={item.isCurrent ? "page" : undefined}
              className={clsx(
                "flex min-h-[3.75rem] flex-col items-center justify-center gap-0.5 border-t-2 px-0.5 py-1 text-center text-[length:min(var(--text-xs),6.2vw)] leading-tight no-underline [&_svg]:size-6",
                item.isCurrent
                  ? "border-qing-600 font-bold text-qing-700 [&_svg]:stroke-[2.4]"
                  : "border-transparent text-ink-2",
              )}
            >
              <span aria-hidden>{item.icon}</span>
              <span>{item.label}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
