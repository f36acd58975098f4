import { clsx } from "clsx";
import type { ReactNode } from "react";

const WIDTHS = { content: "max-w-[70rem]", reading: "max-w-[46rem]", form: "max-w-[32rem]" } as const;

interface PageProps {
  children: ReactNode;
  /** content 70rem, reading 46rem, form 32rem. */
  width?: keyof typeof WIDTHS | undefined;
  className?: string | undefined;
}

/** The page's one <main id="main">: content width, gutter, air above and below. */
export function Page({ children, width = "content", className }: PageProps) {
  return (
    <main
      id="main"
      tabIndex={-1}
      className={clsx("mx-auto w-full px-gutter pt-5 pb-14 md:pt-8", WIDTHS[width], className)}
    >
      {children}
    </main>
  );
}

interface PageTitleProps {
  children: ReactNode;
  lead?: ReactNode | undefined;
  actions?: ReactNode | undefined;
  /** Song face: for ledgers, statements and certificates. */
  isFormal?: boolean | undefined;
}

/** The page's h1 with an optional sentence and actions at its right. */
export function PageTitle({ children, lead, actions, isFormal }: PageTitleProps) {
  return (
    <div className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 max-w-full">
        <h1 className={clsx("text-2xl md:text-3xl", isFormal ? "font-serif font-bold" : "font-semibold")}>
          {children}
        </h1>
        {lead ? <div className="mt-1.5 max-w-[42rem] text-ink-2">{lead}</div> : null}
      </div>
      {actions ? (
        <div className="flex flex-wrap gap-2" data-noprint>
          {actions}
        </div>
      ) : null}
    </div>
  );
}

interface SectionProps {
  title?: ReactNode | undefined;
  /** A link or button at the right end of the heading. */
  action?: ReactNode | undefined;
  lead?: ReactNode | undefined;
  id?: string | undefined;
  isFormal?: boolean | undefined;
  className?: string | undefined;
  children: ReactNode;
}

/** A part of a page under an h2 with a hairline; parts are divided by air and rules, not boxes. */
export function Section({ title, action, lead, id, isFormal, className, children }: SectionProps) {
  return (
    <section id={id} className={clsx("mt-9 first:mt-0", className)}>
      {title ? (
        <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 border-b border-line">
          <h2 className={clsx("py-2 text-xl", isFormal ? "font-serif font-bold" : "font-semibold")}>{title}</h2>
          {action}
        </div>
      ) : null}
      {lead ? <div className="mb-4 max-w-[42rem] text-ink-2">{lead}</div> : null}
      {children}
    </section>
  );
}

export interface BreadcrumbItem {
  label: ReactNode;
  /** Absent for the current page, which comes last. */
  href?: string | undefined;
}

/** Where this page lies, outermost first. */
export function Breadcrumb({ label, items }: { label: string; items: readonly BreadcrumbItem[] }) {
  return (
    <nav aria-label={label} className="-mt-2 mb-1">
      <ol className="flex flex-wrap items-center text-sm text-ink-3">
        {items.map((item) => (
          <li
            key={item.href ?? "current"}
            className="flex items-center after:mx-2 after:text-line-strong after:content-['/'] last:after:hidden"
          >
            {item.href ? (
              <a
                href={item.href}
                className="inline-flex min-h-touch min-w-touch items-center text-ink-2 underline decoration-line-strong underline-offset-4 hover:text-qing-700"
              >
                {item.label}
              </a>
            ) : (
              <span aria-current="page" className="py-2">
                {item.label}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
