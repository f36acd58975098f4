import { clsx } from "clsx";
import type { ReactNode } from "react";

interface TicketProps {
  /** Name and state line at the top. */
  header: ReactNode;
  /** The facts; the seal stands at its right. */
  children: ReactNode;
  /** Below the perforation: code, barcode, what to do at the counter. */
  stub: ReactNode;
  seal?: ReactNode | undefined;
  /** Used, expired or refunded: the colours step back, contrast stays. */
  isSpent?: boolean | undefined;
  className?: string | undefined;
  id?: string | undefined;
}

/** A perforated card. */
export function Ticket({ header, children, stub, seal, isSpent, className, id }: TicketProps) {
  const ground = isSpent ? "bg-sunken text-ink-2" : "bg-surface text-ink";
  return (
    <article id={id} data-keep className={clsx("w-full drop-shadow-[0_0_0.75px_var(--color-line-strong)]", className)}>
      <div className={clsx("ticket relative overflow-hidden rounded-t-md [--cut:100%]", ground)}>
        <div aria-hidden className={clsx("h-1.5", isSpent ? "bg-line-strong" : "bg-qing-600")} />
        <div className="border-b border-line px-5 pt-4 pb-3">{header}</div>
        <div className={clsx("relative px-5 pt-4", seal ? "pb-16 elder:pb-6" : "pb-6")}>
          <div className="[&>dl]:first:-mt-3 [&>dl]:first:border-t-0 [&>dl>div]:last:border-b-0">{children}</div>
          {seal ? (
            <div className="absolute right-3 bottom-3 mix-blend-multiply elder:static elder:mt-2 elder:flex elder:justify-end">
              {seal}
            </div>
          ) : null}
        </div>
      </div>
      <div className={clsx("ticket relative rounded-b-md px-5 pt-6 pb-6 [--cut:0%]", ground)}>
        <div aria-hidden className="absolute inset-x-3.5 top-0 border-t-2 border-dashed border-line" />
        {stub}
      </div>
    </article>
  );
}

interface SealProps {
  /** Two to four characters, or lines of them. */
  children: ReactNode;
  /** Beside the ring in small type: when, where. */
  caption?: ReactNode | undefined;
  /** Stamps once, for the moment it happens. */
  isFresh?: boolean | undefined;
  className?: string | undefined;
}

/** The vermilion seal: something has happened and cannot happen again. */
export function Seal({ children, caption, isFresh, className }: SealProps) {
  return (
    <div
      className={clsx(
        "seal size-[7.5rem] content-center text-center text-xl elder:size-[8.5rem] elder:rotate-[-8deg]",
        isFresh && "animate-stamp",
        className,
      )}
    >
      <div className="tracking-widest indent-[0.1em]">{children}</div>
      {caption ? <div className="mt-1 max-w-[4.6rem] text-xs leading-tight font-semibold">{caption}</div> : null}
    </div>
  );
}
