import { clsx } from "clsx";
import type { ReactNode } from "react";
import { Wordmark } from "~/components/wordmark";

export interface HeaderLink {
  href: string;
  label: string;
  isCurrent?: boolean | undefined;
}

interface SiteHeaderProps {
  brand: { name: string; href: string; note?: ReactNode | undefined };
  links: readonly HeaderLink[];
  /** Names the navigation for screen readers. */
  label: string;
  /** Shown at the right end on every width. */
  actions?: ReactNode | undefined;
  /** A strip above the header: the demo notice, an outage. */
  notice?: ReactNode | undefined;
  /** First stop of the keyboard; jumps over the header to #main. */
  skipLabel?: string | undefined;
  /** Phones have the tab bar instead; back offices without one keep the links, wrapped. */
  hasTabBar?: boolean | undefined;
}

/** Brand, places and actions. On phones only brand and actions unless `hasTabBar` is false. */
export function SiteHeader({ brand, links, label, actions, notice, skipLabel, hasTabBar = true }: SiteHeaderProps) {
  return (
    <header className="border-b border-line bg-surface" data-noprint>
      {skipLabel ? (
        <a
          href="#main"
          className="absolute left-2 z-50 -translate-y-24 rounded-md bg-ink px-4 py-3 font-semibold text-white focus:translate-y-2"
        >
          {skipLabel}
        </a>
      ) : null}
      {notice ? (
        <div className="border-b border-line bg-jin-50 text-sm text-jin-700">
          <div className="mx-auto max-w-[70rem] px-gutter py-1.5">{notice}</div>
        </div>
      ) : null}
      <div className="mx-auto flex max-w-[70rem] flex-wrap items-center gap-x-4 px-gutter">
        <a
          href={brand.href}
          className="inline-flex min-h-14 items-center py-1 text-ink no-underline max-md:min-w-0 max-md:flex-1 max-md:basis-40"
        >
          <Wordmark name={brand.name} note={brand.note} />
        </a>
        <nav
          aria-label={label}
          className={clsx("-mx-2", hasTabBar ? "hidden md:block" : "order-last w-full md:order-none md:w-auto")}
        >
          <ul className="flex flex-wrap">
            {links.map((link) => (
              <li key={link.href}>
                <HeaderLinkItem {...link} />
              </li>
            ))}
          </ul>
        </nav>
        {actions ? (
          <div className="ml-auto flex shrink-0 flex-wrap items-center gap-1 max-md:max-w-full">{actions}</div>
        ) : null}
      </div>
    </header>
  );
}

function HeaderLinkItem({ href, label, isCurrent }: HeaderLink) {
  return (
    <a
      href={href}
      aria-current={isCurrent ? "page" : undefined}
      className={clsx(
        "inline-flex min-h-touch items-center border-b-2 px-2 no-underline md:min-h-14",
        isCurrent
          ? "border-qing-600 font-semibold text-qing-700"
          : "border-transparent text-ink-2 hover:border-qing-200 hover:text-qing-700",
      )}
    >
      {label}
    </a>
  );
}
